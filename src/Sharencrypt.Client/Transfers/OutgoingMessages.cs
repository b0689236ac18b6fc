using Sharencrypt.Client.Channel;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.Transfers;

/// <summary>What a sender says about one transfer on one channel. False means that the channel is over: its successor comes, or the session ends.</summary>
internal sealed class OutgoingMessages(PeerChannel channel, uint number)
{
    /// <summary>Says something in order.</summary>
    public async ValueTask<bool> TrySayAsync(TransferMessage message)
    {
        try
        {
            await channel.SendAsync(message).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Makes the offer, with all its items.</summary>
    public async Task<bool> TryOfferAsync(ShareContent content, SecretBytes key, TransferId id)
    {
        var items = content.Manifest?.Items ?? [];
        var terms = new OfferTerms(content.Kind, TransferLimits.MaxChunkBytes, items.Count, content.TotalBytes, content.Name);
        if (!await TrySayAsync(new OfferMessage(number, terms, key, id)).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var page in ItemPages.Cut(number, items))
        {
            if (!await TrySayAsync(page).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Says which files cannot be delivered: what was said on an earlier channel may not have been heard.</summary>
    public async ValueTask ReportFailedAgainAsync(ShareContent content)
    {
        foreach (var item in (content.Manifest?.Failed ?? new HashSet<int>()).Order())
        {
            await TrySayAsync(new FailedMessage(number, item, Reasons.Changed)).ConfigureAwait(false);
        }
    }

    /// <summary>Queues that this side ends it.</summary>
    public void Cancel(string reason, string? message) => channel.Post(new CancelMessage(number, reason, PeerEnding.Shorten(message)));
}
