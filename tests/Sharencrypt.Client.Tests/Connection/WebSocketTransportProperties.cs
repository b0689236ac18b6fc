using CsCheck;
using Sharencrypt.Reference;

namespace Sharencrypt.Client.Tests.Connection;

/// <summary>Streams of relays, some of them slightly wrong, against the reference.</summary>
public sealed class WebSocketTransportProperties
{
    [Fact]
    public Task A_relays_stream_is_read_and_answered_as_its_reference_reads_it() =>
        DeliveryGenerator.Of(fromClient: false).SampleAsync(WebSocketTransportComparison.CheckAsync, iter: 3_000);
}
