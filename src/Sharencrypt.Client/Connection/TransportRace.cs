namespace Sharencrypt.Client.Connection;

/// <summary>
/// Tries one transport, and the other beside it when the first takes long or fails; who brings a welcome first wins, and the
/// other is ended. When neither works, the reason that tells more is told.
/// </summary>
internal sealed class TransportRace(
    RelayErrors errors,
    Func<TransportFamily, CancellationToken, ValueTask<WatchedTransport>> connect,
    TimeSpan timeout,
    TimeProvider time)
{
    /// <exception cref="ShareException">Neither works.</exception>
    public async ValueTask<WatchedTransport> RunAsync(TransportPlan plan, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(timeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var attempts = new List<Task<Attempt>> { TryAsync(plan.First, over.Token) };
        try
        {
            await Task.WhenAny(attempts[0], Task.Delay(plan.HeadStart, time, over.Token)).ConfigureAwait(false);
            if (!attempts[0].IsCompleted || !(await attempts[0].ConfigureAwait(false)).IsFinal)
            {
                attempts.Add(TryAsync(plan.First == TransportFamily.WebSocket ? TransportFamily.Http : TransportFamily.WebSocket, over.Token));
            }

            var best = await FirstFinalAsync(attempts).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            best.Transport?.Take();
            return best.Transport ?? throw best.Error!; // One of the two is there.
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in attempts)
            {
                var loser = (await attempt.ConfigureAwait(false)).Transport;
                if (loser is { IsTaken: false })
                {
                    await loser.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>The first that works or shows that nothing else can; when all have failed, the one that tells most.</summary>
    private static async Task<Attempt> FirstFinalAsync(List<Task<Attempt>> attempts)
    {
        var running = attempts.ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running).ConfigureAwait(false);
            var attempt = await ended.ConfigureAwait(false);
            if (attempt.IsFinal)
            {
                return attempt;
            }

            running.Remove(ended);
        }

        // Silence tells least; of two reasons, the one of the transport that was to be used counts.
        var (first, last) = (await attempts[0].ConfigureAwait(false), await attempts[^1].ConfigureAwait(false));
        return first.IsSilence ? last : first;
    }

    private async Task<Attempt> TryAsync(TransportFamily family, CancellationToken cancellationToken)
    {
        try
        {
            return new Attempt(await connect(family, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ShareException exception)
        {
            return new Attempt(null, exception);
        }
        catch (TransportLostException exception)
        {
            return new Attempt(null, errors.OfNetwork(exception));
        }
        catch (OperationCanceledException exception)
        {
            return new Attempt(null, errors.OfSilence(timeout, exception)) { IsSilence = true };
        }
    }

    private sealed record Attempt(WatchedTransport? Transport, ShareException? Error)
    {
        public bool IsSilence { get; init; }

        /// <summary>Whether it works, or the relay itself said no, or the network cannot carry anything there.</summary>
        public bool IsFinal => Transport is not null
            || Error is RelayRefusedException
            || Error is { Code: ShareErrorCode.RelayVersion or ShareErrorCode.RelayBroken }
            || RelayErrors.IsHopeless(Error!);
    }
}
