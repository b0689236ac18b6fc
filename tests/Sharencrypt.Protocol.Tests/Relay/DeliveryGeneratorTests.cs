using System.Collections.Concurrent;
using CsCheck;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Reference;

namespace Sharencrypt.Protocol.Tests.Relay;

/// <summary>A comparison proves nothing about what is never drawn.</summary>
public sealed class DeliveryGeneratorTests
{
    [Fact]
    public void Everything_that_a_stream_can_say_is_drawn()
    {
        var seen = new ConcurrentDictionary<string, bool>();
        foreach (var fromClient in new[] { true, false })
        {
            DeliveryGenerator.Of(fromClient).Sample(
                delivery =>
                {
                    foreach (var one in WebSocketReference.Read(delivery.Stream, fromClient, delivery.FrameLimit))
                    {
                        seen[one.Name == WebSocketEvent.ViolationName ? one.Content : one.Name] = true;
                    }
                },
                iter: 2_000);
        }

        var violations = Enum.GetNames<WebSocketViolation>().Where(name => name != nameof(WebSocketViolation.None));
        seen.Keys.Should().BeEquivalentTo([.. violations, "message", "ping", "pong", "close", "unfinished"]);
    }
}
