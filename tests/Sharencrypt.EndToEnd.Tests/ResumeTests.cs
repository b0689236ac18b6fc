using System.Text.Json;

namespace Sharencrypt.EndToEnd.Tests;

/// <summary>Processes are killed and started again, as a person would.</summary>
[Trait("Kind", "Slow")]
public sealed class ResumeTests(RelayProcess relay) : IClassFixture<RelayProcess>
{
    private const long Bytes = 400_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Killed_and_started_again_with_the_same_command_it_goes_on(bool killSender, bool killReceiver)
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync();
        if (killSender)
        {
            sender.Kill();
        }

        if (killReceiver)
        {
            receiver.Kill();
        }

        sender.Signal("CONT");
        var sendsAgain = killSender ? scene.Send() : sender;
        var receivesAgain = killReceiver ? scene.Receive() : receiver;
        var received = await receivesAgain.EndAsync(Cancellation);
        var sent = await sendsAgain.EndAsync(Cancellation);

        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
        if (killSender)
        {
            sent.Talk.Should().Contain("interrupted before").And.NotContain("Waiting for the other side. Keep");
        }
        else
        {
            sent.Talk.Should().MatchRegex("has no connection; waiting. [1-9][0-9]? % is safe").And.Contain("They are back");
        }

        scene.Exchange.ShouldHaveArrived();
        scene.ShouldBeEmpty();
    }

    [Fact]
    public async Task Resume_goes_on_on_both_sides_without_a_code_and_lists_tell_what_is_unfinished()
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync();
        sender.Kill();
        receiver.Kill();
        await sender.EndAsync(Cancellation);
        await receiver.EndAsync(Cancellation);

        var listed = await scene.RunAsync(scene.ReceiverState, "transfers", "--json");
        var transfer = JsonDocument.Parse(listed.Output).RootElement;
        transfer.GetProperty("event").GetString().Should().Be("unfinished");
        transfer.GetProperty("kind").GetString().Should().Be("receive");
        transfer.GetProperty("confirmed").GetInt64().Should().BeInRange(1, Bytes);
        (await scene.RunAsync(scene.SenderState, "transfers")).Talk.Should().Contain("sending tree").And.Contain("kept until");

        var sends = scene.Start(scene.SenderState, scene.Exchange.Sent.Path, "resume");
        var receives = scene.Start(scene.ReceiverState, "/", "resume", transfer.GetProperty("id").GetString()![..8], "--yes");
        var received = await receives.EndAsync(Cancellation);
        var sent = await sends.EndAsync(Cancellation);

        received.ExitCode.Should().Be(0, received.Talk);
        sent.ExitCode.Should().Be(0, sent.Talk);
        scene.Exchange.ShouldHaveArrived();
        scene.ShouldBeEmpty();
        (await scene.RunAsync(scene.SenderState, "resume")).ExitCode.Should().Be(16, "nothing is left to go on with");
        (await scene.RunAsync(scene.SenderState, "transfers")).Talk.Should().Contain("no unfinished transfer");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_person_stops_is_kept_and_goes_on_or_is_discarded(bool goesOn)
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync();
        receiver.Signal("INT");
        var stopped = await receiver.EndAsync(Cancellation);
        sender.Signal("CONT");
        var left = await sender.EndAsync(Cancellation);
        stopped.ExitCode.Should().Be(130);
        stopped.Talk.Should().Contain("What has arrived is kept").And.Contain("sharencrypt resume r");
        left.ExitCode.Should().Be(8, left.Talk);
        left.Talk.Should().Contain("The other side cancelled").And.Contain("sharencrypt resume s");

        if (goesOn)
        {
            var sends = scene.Send();
            var receives = scene.Receive();
            (await receives.EndAsync(Cancellation)).ExitCode.Should().Be(0);
            (await sends.EndAsync(Cancellation)).ExitCode.Should().Be(0);
            scene.Exchange.ShouldHaveArrived();
        }
        else
        {
            (await scene.RunAsync(scene.SenderState, "transfers", "discard", "--all")).ExitCode.Should().Be(0);
            (await scene.RunAsync(scene.ReceiverState, "transfers", "discard", scene.Exchange.Code)).ExitCode.Should().Be(0);
            Directory.GetFileSystemEntries(scene.Exchange.Received.Path).Should().BeEmpty();
        }

        scene.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_told_and_starts_again()
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync();
        sender.Kill();
        scene.Exchange.Sent.WriteRandom("tree/a-first", 3_000_000);

        var sent = await scene.Send().EndAsync(Cancellation);
        var received = await receiver.EndAsync(Cancellation);

        sent.ExitCode.Should().Be(0, sent.Talk);
        received.ExitCode.Should().Be(0, received.Talk);
        sent.Talk.Should().Contain("Changed or gone since the transfer began: tree/a-first");
        scene.Exchange.ShouldHaveArrived();
        scene.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_changed_stop_nothing_is_sent_of_files_that_changed()
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync();
        sender.Kill();
        scene.Exchange.Sent.WriteRandom("tree/a-first", 3_000_000);

        var stopped = await scene.Start(scene.SenderState, scene.Exchange.Sent.Path, "resume", "--changed", "stop").EndAsync(Cancellation);

        stopped.ExitCode.Should().Be(9, stopped.Talk);
        stopped.Talk.Should().Contain("--changed again");
        receiver.Signal("INT");
        (await receiver.EndAsync(Cancellation)).ExitCode.Should().Be(130);
    }

    [Fact]
    public async Task A_command_that_runs_is_not_joined_by_another()
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync();
        var second = await scene.RunAsync(scene.ReceiverState, "resume", scene.Exchange.Code);
        second.ExitCode.Should().Be(16, second.Talk);
        second.Talk.Should().Contain("another process");
        sender.Signal("CONT");
        (await receiver.EndAsync(Cancellation)).ExitCode.Should().Be(0);
        (await sender.EndAsync(Cancellation)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task With_forget_nothing_is_kept()
    {
        await using var scene = new ResumeScene(relay);
        scene.WriteTree(Bytes);
        var (sender, receiver) = await scene.BeginAsync("--forget");
        scene.ShouldBeEmpty();
        receiver.Signal("INT");
        (await receiver.EndAsync(Cancellation)).Talk.Should().NotContain("resume");
        sender.Signal("CONT");
        (await sender.EndAsync(Cancellation)).Talk.Should().NotContain("resume");
        Directory.GetFileSystemEntries(scene.Exchange.Received.Path).Should().BeEmpty();
    }
}
