using System.Text;
using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>In which order frames go out.</summary>
public sealed class FrameLineTests
{
    private const string Posted = "posted";
    private const string Other = "other";

    private readonly List<string> _sent = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_posted_goes_before_a_frame_that_waits_already()
    {
        var line = new FrameLine(NoteAsync);
        await line.HoldAsync(); // As while a connection is replaced by another.
        var sending = line.SendAsync(FrameOf(Other)).AsTask();
        line.Post(FrameOf(Posted));

        line.Release();

        (await sending.WaitAsync(Cancellation)).Should().BeTrue();
        _sent.Should().Equal([Posted, Other], "nobody has woken the sender of what was posted");
    }

    [Fact]
    public async Task What_was_posted_goes_before_a_frame_that_comes_later_whoever_is_slower()
    {
        var isSent = new TaskCompletionSource();
        var line = new FrameLine(async frame =>
        {
            _sent.Add(Encoding.ASCII.GetString(frame.Span));
            await isSent.Task;
            return true;
        });
        var first = line.SendAsync(FrameOf(Other)).AsTask(); // Is being sent.
        line.Post(FrameOf(Posted));
        var later = line.SendAsync(FrameOf(Other)).AsTask();

        isSent.SetResult();

        await Task.WhenAll(first, later).WaitAsync(Cancellation);
        _sent.Should().Equal(Other, Posted, Other);
    }

    [Fact]
    public async Task Whether_a_frame_is_wanted_is_asked_behind_what_was_posted()
    {
        var line = new FrameLine(NoteAsync);
        line.Post(FrameOf(Posted));

        var isSent = await line.SendAsync(FrameOf(Other), () => _sent.Count == 0);

        isSent.Should().BeFalse();
        _sent.Should().Equal(Posted);
    }

    [Fact]
    public async Task Who_posts_for_ever_does_not_hold_up_a_frame()
    {
        FrameLine? line = null;
        line = new FrameLine(frame =>
        {
            line!.Post(FrameOf(Posted)); // There is one: it sends.
            return NoteAsync(frame);
        });
        line.Post(FrameOf(Posted));

        await line.SendAsync(FrameOf(Other));

        _sent.Should().Equal(Posted, Other);
    }

    [Fact]
    public async Task What_was_posted_is_sent_without_another_frame_and_before_the_line_ends()
    {
        var line = new FrameLine(NoteAsync);
        var passed = line.PostAsync(FrameOf(Posted));
        line.Post(FrameOf(Other));
        line.Complete();
        line.Post(FrameOf(Posted));

        await line.RunAsync().WaitAsync(Cancellation);

        await passed.WaitAsync(Cancellation);
        _sent.Should().Equal([Posted, Other], "it had ended when the third came");
    }

    private static byte[] FrameOf(string what) => Encoding.ASCII.GetBytes(what);

    private ValueTask<bool> NoteAsync(ReadOnlyMemory<byte> frame)
    {
        _sent.Add(Encoding.ASCII.GetString(frame.Span));
        return ValueTask.FromResult(true);
    }
}
