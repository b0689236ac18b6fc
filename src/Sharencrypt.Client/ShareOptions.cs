using Sharencrypt.Client.Connection;

namespace Sharencrypt.Client;

/// <summary>How to reach the other side. Immutable; begin with <see cref="Default"/>.</summary>
public sealed record ShareOptions
{
    /// <summary>A relay on this machine.</summary>
    public static ShareOptions Default { get; } = new();

    /// <summary>
    /// Base address of the relay, http or https: the first of <see cref="Relays"/>; when it is set, the only one.
    /// Default: http://localhost:8080.
    /// </summary>
    public Uri Relay
    {
        get => Relays[0];
        init => Relays = [value];
    }

    /// <summary>
    /// Base addresses of relays, http or https, in the order of preference. A sender uses the one that answers soonest, and the code
    /// names it when it is not the first; a receiver uses the first unless code or link name another. Not empty. Default: one.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public IReadOnlyList<Uri> Relays
    {
        get;
        init => field = value is { Count: > 0 } ? [.. value] : throw new ArgumentException("There is no relay in the list.", nameof(value));
    } = [new("http://localhost:8080/")];

    /// <summary>Base address of the page that links point to. Default: null, the relay's own page.</summary>
    public Uri? Page { get; init; }

    /// <summary>How many words a new code has, 2 to 16. Default: 2.</summary>
    public int Words { get; init; } = 2;

    /// <summary>A code of one's own choice (<c>room-secret</c>) instead of a new one. Default: null.</summary>
    public string? ChosenCode { get; init; }

    /// <summary>Name and version of the calling program, shown to the other side. Default: this library's.</summary>
    public string ClientName { get; init; } = "sharencrypt-dotnet 0.1.0";

    /// <summary>Told what happens to the connection. Called from background threads, in order. Default: nobody.</summary>
    public IProgress<ShareStatus>? Status { get; init; }

    /// <summary>
    /// Where unfinished transfers of files are kept, so that they go on after either process has ended. Default: null, nothing is
    /// kept; lost connections are survived all the same.
    /// </summary>
    public TransferStore? Store { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long to try before the first connection to the relay is given up. Default: 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A folder for what is worth knowing the next time, such as that a relay is reached only over HTTP from here. Nothing in it is a
    /// secret, and nothing is missed when it is deleted. Default: null, nothing is kept.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Makes the connections; tests put a relay in between that misbehaves.</summary>
    internal Func<Uri, IRelayConnector>? Connector { get; init; }
}
