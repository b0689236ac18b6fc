using System.Text.Unicode;
using Sharencrypt.Protocol.Transfer;
using Sharencrypt.Reference;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>A list of items on the quick way, against the way that takes JSON in every form.</summary>
internal static class ItemsComparison
{
    /// <summary>Compares what a message means on both, if it can go the quick way.</summary>
    /// <param name="json">What a peer sends.</param>
    /// <exception cref="DifferenceException">They differ.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json) || ItemsReader.TryRead(json) is not { } quick)
        {
            return;
        }

        var slow = ChannelMessageCodec.ReadAnyForm(json) as ItemsMessage ?? throw new DifferenceException("a list of items that only the quick way takes.");
        DifferenceException.ThrowIfDifferent(quick.Transfer, slow.Transfer, "the number of a transfer");
        DifferenceException.ThrowIfListsDiffer(quick.Items, slow.Items, "a list of items");
    }
}
