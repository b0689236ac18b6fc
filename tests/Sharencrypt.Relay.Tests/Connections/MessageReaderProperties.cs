using CsCheck;
using Sharencrypt.Reference;

namespace Sharencrypt.Relay.Tests.Connections;

/// <summary>Streams of clients, some of them slightly wrong, against the reference.</summary>
public sealed class MessageReaderProperties
{
    [Fact]
    public void A_clients_stream_is_read_and_forwarded_as_its_reference_reads_it() =>
        DeliveryGenerator.Of(fromClient: true).Sample(MessageReaderComparison.Check, iter: 3_000);
}
