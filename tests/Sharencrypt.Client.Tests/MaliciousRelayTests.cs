using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

/// <summary>A relay that tampers: it is found out, and no wrong byte ever stands in a file that is called complete.</summary>
public sealed class MaliciousRelayTests
{
    private const int Frames = 26;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["repeat", "flip the first bit", "flip a middle bit", "flip the last bit", "cut the end", "add a byte", "swap with the next", "drop", "send back"];

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Tampering_with_any_frame_never_yields_a_wrong_file(string way)
    {
        // Each with a relay of its own, and all at once: they wait for each other's silence much longer than they work.
        return Task.WhenAll(Enumerable.Range(0, Frames).Select(number => TamperAsync(way, number)));
    }

    [Fact]
    public async Task A_relay_that_sits_in_between_with_a_guess_is_found_out()
    {
        // It runs the handshake with each side itself; all it can do is guess the words.
        var toHost = new TestRelay();
        await using var host = await ShareSession.OpenAsync(toHost.Options with { ChosenCode = "holiday-secret-phrase" }, Cancellation);
        await using var guessing = await ShareSession.JoinAsync("holiday-guessed-phrase", toHost.Options, Cancellation);
        var wrong = await FluentActions.Awaiting(() => guessing.WaitForPeerAsync(Cancellation)).Should().ThrowAsync<PeerEndedException>();
        wrong.Which.Code.Should().Be(ShareErrorCode.CodeWrong);

        var toGuest = new TestRelay();
        await using var posing = await ShareSession.OpenAsync(toGuest.Options with { ChosenCode = "holiday-guessed-phrase" }, Cancellation);
        await using var guest = await ShareSession.JoinAsync("holiday-secret-phrase", toGuest.Options, Cancellation);
        wrong = await FluentActions.Awaiting(() => guest.WaitForPeerAsync(Cancellation)).Should().ThrowAsync<PeerEndedException>();
        wrong.Which.Code.Should().Be(ShareErrorCode.CodeWrong);
    }

    [Fact]
    public async Task Nothing_but_the_handshake_passes_before_the_keys_are_proven()
    {
        var relay = new TestRelay();
        var kinds = new List<byte>();
        relay.Passed = passing => kinds.Add(passing.Payload[0]);
        await using var pair = await Pair.MeetAsync(relay);
        await pair.Host.WaitForPeerAsync(Cancellation);
        await pair.Guest.WaitForPeerAsync(Cancellation);
        kinds[..3].Should().Equal(1, 1, 1);
        kinds[3..].Should().AllBeEquivalentTo((byte)2);
    }

    private static async Task TamperAsync(string way, int number)
    {
        using var source = new TestFolder();
        using var target = new TestFolder();
        var content = System.Security.Cryptography.RandomNumberGenerator.GetBytes(1_000_000);
        source.Write("file", content);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var relay = new TestRelay { Time = new FastTime() };
        byte[]? held = null;
        relay.Tamper = passing =>
        {
            if (held is { } late)
            {
                held = null;
                return [passing.Payload, late];
            }

            if (passing.Number != number)
            {
                return [passing.Payload];
            }

            if (way is "drop" or "swap with the next")
            {
                // A relay can always hold everything up. Then nothing is called complete; the people give up in the end.
                stop.CancelAfter(TimeSpan.FromSeconds(1));
            }

            return Change(way, passing.Payload, ref held);
        };

        var (sender, receiver) = await MeetAndTransferAsync(relay, source["file"], target.Path, stop.Token);

        if (receiver is null)
        {
            (await File.ReadAllBytesAsync(target["file"], Cancellation)).Should().Equal(content, $"{way} {number}");
        }
        else
        {
            target.Entries().Should().BeEmpty($"{way} {number}: {receiver.Message}");
            sender.Should().NotBeNull($"{way} {number}: the sender must not believe that it arrived");
        }
    }

    private static async Task<(Exception? Sender, Exception? Receiver)> MeetAndTransferAsync(TestRelay relay, string file, string folder, CancellationToken cancellationToken)
    {
        await using var pair = await Pair.MeetAsync(relay);
        return await pair.TransferAsync(ShareContent.FromPaths(file), ReceiveTarget.Folder(folder), cancellationToken);
    }

    private static IEnumerable<byte[]> Change(string way, byte[] payload, ref byte[]? held)
    {
        byte[] changed = [.. payload];
        switch (way)
        {
            case "repeat":
                return [payload, payload];
            case "flip the first bit":
                changed[1] ^= 0x80;
                return [changed];
            case "flip a middle bit":
                changed[payload.Length / 2] ^= 0x10;
                return [changed];
            case "flip the last bit":
                changed[^1] ^= 0x01;
                return [changed];
            case "cut the end":
                return [payload[..^1]];
            case "add a byte":
                return [[.. payload, 0]];
            case "swap with the next":
                held = payload;
                return [];
            case "send back":
                return [payload, [.. payload[..1], .. payload[1..]]];
            default:
                return [];
        }
    }
}
