using Sharencrypt.Client.Tests.Connection;
using Sharencrypt.Protocol.Tests.Relay;
using Sharencrypt.Protocol.Tests.Transfer;
using Sharencrypt.Reference;
using Sharencrypt.Relay.Tests.Connections;

namespace Sharencrypt.Fuzz;

/// <summary>The parsers of the data path against their references: a difference is thrown. Streams begin as <see cref="Delivery.Parse"/> has it.</summary>
internal static class ComparisonTargets
{
    private const int KeyBytes = 4;

    // Each limit of section 3 of the relay protocol, and one beyond it.
    private static readonly long[] Sizes = [2, 3, 8, 9, 10, 4_096, 4_097, 262_409, 262_410];

    /// <summary>What a client sends, as a relay reads and forwards it.</summary>
    public static void ClientStream(ReadOnlySpan<byte> bytes) => MessageReaderComparison.Check(Delivery.Parse(bytes));

    /// <summary>What a relay sends, as a client reads and answers it.</summary>
    public static void RelayStream(ReadOnlySpan<byte> bytes) =>
        WebSocketTransportComparison.CheckAsync(Delivery.Parse(bytes)).GetAwaiter().GetResult();

    /// <summary>One frame of the relay protocol, from either side.</summary>
    public static void Frame(ReadOnlySpan<byte> bytes) => FrameComparison.Check(bytes.ToArray(), Sizes);

    /// <summary>A mask key, and a payload in pieces.</summary>
    public static void Mask(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= KeyBytes)
        {
            WebSocketMaskComparison.Check(bytes[..KeyBytes].ToArray(), Delivery.Parse(bytes[KeyBytes..]));
        }
    }

    /// <summary>A list of items, as a peer sends it.</summary>
    public static void Items(ReadOnlySpan<byte> bytes) => ItemsComparison.Check(bytes);
}
