using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Sharencrypt.Client.Tests.Relays;
using PipeReader = Sharencrypt.Client.Transfers.PipeReader;

namespace Sharencrypt.Client.Tests;

/// <summary>A pipe through which nothing comes for a while, when a connection is lost.</summary>
public sealed class PipeReaderTests
{
    // Milliseconds, far beyond anything that works; it only turns a test that would hang into one that fails.
    private const int Patience = 60_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_anything_came_it_goes_on_at_the_beginning()
    {
        await using var reader = new PipeReader(new MemoryStream(new byte[100]));
        reader.PositionOf(0).Should().Be(0);
        reader.PositionOf(1).Should().BeNull();
    }

    [Fact]
    public async Task When_all_that_came_is_confirmed_it_goes_on_behind_it()
    {
        await using var reader = new PipeReader(new MemoryStream(new byte[100]));
        await reader.ReadAsync(0, 0, new byte[60], Cancellation);
        reader.PositionOf(0).Should().Be(0);
        reader.Confirm(60);
        reader.PositionOf(0).Should().BeNull("it is no longer kept");
        reader.PositionOf(1).Should().Be(60);
        reader.PositionOf(2).Should().BeNull();
    }

    [Fact(Timeout = Patience)]
    public async Task A_few_bytes_wait_for_no_more()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var pipe = new Pipe();
        await using var reader = new PipeReader(pipe.Reader.AsStream());
        var buffer = new byte[1000];
        for (byte number = 0; number < 3; number++)
        {
            await pipe.Writer.WriteAsync(new[] { number }, cancellation);

            var read = await reader.ReadAsync(number, number, buffer, cancellation);

            buffer[..read.Length].Should().Equal(number);
            read.IsEnd.Should().BeFalse();
        }
    }

    [Fact]
    public async Task Many_bytes_travel_together_and_none_is_lost_when_a_wait_is_interrupted()
    {
        var pipe = new Pipe();
        await using var reader = new PipeReader(pipe.Reader.AsStream());
        var buffer = new byte[1000];
        using (var interrupt = new CancellationTokenSource())
        {
            var reading = reader.ReadAsync(0, 0, buffer, interrupt.Token);
            await interrupt.CancelAsync();
            await FluentActions.Awaiting(async () => await reading).Should().ThrowAsync<OperationCanceledException>();
        }

        await pipe.Writer.WriteAsync(new byte[1500], Cancellation);
        await pipe.Writer.CompleteAsync();
        (await reader.ReadAsync(0, 0, buffer, Cancellation)).Length.Should().Be(1000);
        (await reader.ReadAsync(1, 1000, buffer, Cancellation)).Length.Should().Be(500);
        (await reader.ReadAsync(2, 1500, buffer, Cancellation)).IsEnd.Should().BeTrue();
    }

    [Fact]
    public async Task A_stream_that_breaks_says_how()
    {
        var pipe = new Pipe();
        await pipe.Writer.CompleteAsync(new IOException("The disk is gone."));
        await using var reader = new PipeReader(pipe.Reader.AsStream());
        await FluentActions.Awaiting(async () => await reader.ReadAsync(0, 0, new byte[10], Cancellation)).Should().ThrowAsync<IOException>().WithMessage("The disk is gone.");
    }

    [Fact(Timeout = Patience)]
    public async Task What_is_written_into_a_stream_arrives_before_more_is_written_even_where_the_receiver_buffers()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var relay = new TestRelay();
        var options = relay.Options with { TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow) }; // It stands still: nothing waits for it.
        await using var host = await ShareSession.OpenAsync(options with { ChosenCode = "holiday-secret-phrase" }, cancellation);
        await using var guest = await ShareSession.JoinAsync("holiday-secret-phrase", options, cancellation);
        var (source, arrived) = (new Pipe(), new Pipe());
        await using var buffered = new BufferedStream(arrived.Writer.AsStream(), 1000);
        var sending = host.SendAsync(ShareContent.FromStream(source.Reader.AsStream()), null, cancellation);
        var offer = await guest.ReceiveOfferAsync(cancellation);
        var receiving = offer!.AcceptAsync(ReceiveTarget.Stream(buffered), null, cancellation);
        for (byte number = 0; number < 20; number++)
        {
            await source.Writer.WriteAsync(new[] { number }, cancellation);

            var result = await arrived.Reader.ReadAsync(cancellation);

            result.Buffer.FirstSpan.ToArray().Should().Equal(number);
            arrived.Reader.AdvanceTo(result.Buffer.End);
        }

        await source.Writer.CompleteAsync();
        (await sending).Bytes.Should().Be(20);
        (await receiving).Bytes.Should().Be(20);
    }
}
