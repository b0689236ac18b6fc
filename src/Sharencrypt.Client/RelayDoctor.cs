using System.Runtime.CompilerServices;
using Sharencrypt.Client.Connection;
using Sharencrypt.Client.Diagnosis;

namespace Sharencrypt.Client;

/// <summary>What <see cref="RelayDoctor"/> looks at, in its order.</summary>
public enum DoctorStep
{
    /// <summary>Whether a proxy is used.</summary>
    Proxy,

    /// <summary>Whether the relay's name is known.</summary>
    NameLookup,

    /// <summary>Whether the relay, or the proxy, takes connections.</summary>
    Tcp,

    /// <summary>Whether the relay proves its identity.</summary>
    Tls,

    /// <summary>Whether WebSocket gets through.</summary>
    WebSocket,

    /// <summary>Whether HTTP gets through, and answers come as they are made.</summary>
    HttpStreaming,

    /// <summary>Whether HTTP gets through request by request.</summary>
    HttpPolling,

    /// <summary>How long there and back takes.</summary>
    RoundTrip,

    /// <summary>How fast data goes up to the relay and down again.</summary>
    Rate,

    /// <summary>Whether this machine's clock is right.</summary>
    Clock,
}

/// <summary>What came of a step.</summary>
public enum DoctorOutcome
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>It does not apply here, or could not be tried.</summary>
    Skipped,
}

/// <summary>One finding.</summary>
/// <param name="Step">What was looked at.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">What was seen and what it means, for people. Holds no password.</param>
/// <param name="NextStep">What to do, for people; null when there is nothing.</param>
public sealed record DoctorFinding(DoctorStep Step, DoctorOutcome Outcome, string Text, string? NextStep = null);

/// <summary>Finds out which ways to a relay work from here, and why others do not.</summary>
public static class RelayDoctor
{
    /// <summary>Looks at one thing after the other; takes some seconds, and up to a minute where much is broken.</summary>
    /// <param name="options">The relay to reach, and how long to try; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A finding for each step, as soon as it is there.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled here.</exception>
    public static async IAsyncEnumerable<DoctorFinding> ExamineAsync(
        ShareOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= ShareOptions.Default;
        var path = new PathExamination(options.Relay, options.TimeProvider);
        yield return path.FindProxy();
        yield return await path.LookUpAsync(cancellationToken).ConfigureAwait(false);
        yield return await path.ConnectAsync(cancellationToken).ConfigureAwait(false);
        yield return await path.HandshakeAsync(cancellationToken).ConfigureAwait(false);

        using var http = RelayHttpHandler.Create(options.ConnectTimeout);
        var ways = new WayExamination(options.Relay, http, options.TimeProvider);
        yield return await ways.TryAsync(DoctorStep.WebSocket, cancellationToken).ConfigureAwait(false);
        yield return await ways.TryAsync(DoctorStep.HttpStreaming, cancellationToken).ConfigureAwait(false);
        yield return await ways.TryAsync(DoctorStep.HttpPolling, cancellationToken).ConfigureAwait(false);
        yield return await ways.MeasureRoundTripAsync(cancellationToken).ConfigureAwait(false);
        yield return await ways.MeasureRateAsync(cancellationToken).ConfigureAwait(false);
        yield return ways.CompareClocks();
    }
}
