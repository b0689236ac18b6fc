using System.Text;
using Sharencrypt.Client.Tests.Relays;

namespace Sharencrypt.Client.Tests;

/// <summary>Everything that a relay receives during a whole transfer, searched for what it must not learn.</summary>
public sealed class DumpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_the_file_its_name_or_the_words_reaches_the_relay()
    {
        using var dump = new MemoryStream();
        var relay = new TestRelay { Received = frame => dump.Write(frame) };
        using var source = new TestFolder();
        using var target = new TestFolder();
        var line = "A sentence that stands in the file again and again. ";
        source.Write("recognisable-folder/recognisable-name.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line, 20_000))));
        await using var host = await ShareSession.OpenAsync(relay.Options with { ClientName = "recognisable-client" }, Cancellation);
        await using var guest = await ShareSession.JoinAsync(host.Code, relay.Options, Cancellation);
        var phrase = await host.WaitForPeerAsync(Cancellation);
        var sending = host.SendAsync(ShareContent.FromPaths(source["recognisable-folder"]), null, Cancellation);
        await (await guest.ReceiveOfferAsync(Cancellation))!.AcceptAsync(ReceiveTarget.Folder(target.Path), null, Cancellation);
        await sending;

        var seen = Encoding.Latin1.GetString(dump.ToArray());
        seen.Length.Should().BeGreaterThan(1_000_000);
        seen.Should().Contain("4821", "the room's number is what the relay does know: the search works");

        // Three or four letters stand somewhere in a million random bytes by chance.
        var words = host.Code.Split('-')[1..].Concat(phrase.Split(' ')).Where(word => word.Length >= 5);
        string[] secrets = [line[..16], "recognisable", host.Code.Split('-', 2)[1], phrase, .. words];
        foreach (var secret in secrets)
        {
            seen.Contains(secret, StringComparison.OrdinalIgnoreCase).Should().BeFalse("“{0}” is none of the relay's business", secret);
        }
    }
}
