namespace Sharencrypt.Protocol.Codes;

/// <summary>
/// What may stand behind the <c>@</c> of a code: host and port of the relay at which its room is (docs/sealed-protocol.md section 1).
/// It is no secret.
/// </summary>
public sealed class RelayPart
{
    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;
    private const int MaxPortDigits = 5;
    private const int MaxPort = 65535;

    private readonly string _text;

    private RelayPart(string text, string host)
    {
        _text = text;
        var isLocal = new Uri($"http://{host}/") is { IsLoopback: true, HostNameType: not UriHostNameType.Dns } || host == "localhost";
        Address = new Uri($"{(isLocal ? "http" : "https")}://{text}/");
    }

    /// <summary>What it means by itself: https, or http to this machine.</summary>
    public Uri Address { get; }

    /// <summary>Reads what stands behind the <c>@</c>.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="part">The part, or null.</param>
    /// <returns>False when it is not host, or host and port.</returns>
    public static bool TryParse(string? text, out RelayPart? part)
    {
        part = null;
        var trimmed = (text ?? "").Trim();
        if (!trimmed.All(char.IsAscii))
        {
            return false; // Some other letters would become these in lower case.
        }

        var canonical = trimmed.ToLowerInvariant();
        var (host, port) = Split(canonical);
        if (IsHost(host) && (port is null || IsPort(port)))
        {
            part = new RelayPart(canonical, host);
        }

        return part is not null;
    }

    /// <summary>What a sender writes for a relay.</summary>
    /// <param name="relay">The relay's base address.</param>
    /// <returns>Host, and port where it is not what the host alone means; null when the host has no such form.</returns>
    public static RelayPart? Of(Uri relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        var host = relay.HostNameType == UriHostNameType.IPv6 ? relay.Host : relay.IdnHost;
        return !TryParse(host, out var part) || part!.Names(relay) || TryParse($"{host}:{relay.Port}", out part) ? part : null;
    }

    /// <summary>Which relay this means for somebody who has configured some.</summary>
    /// <param name="configured">Their base addresses.</param>
    /// <returns>The first with this host and port, whose scheme and path count then; else <see cref="Address"/>.</returns>
    public Uri Choose(IEnumerable<Uri> configured)
    {
        ArgumentNullException.ThrowIfNull(configured);
        return configured.FirstOrDefault(Names) ?? Address;
    }

    /// <summary>The canonical form, without the <c>@</c>.</summary>
    public override string ToString() => _text;

    private bool Names(Uri relay) =>
        relay.Port == Address.Port && string.Equals(relay.IdnHost, Address.IdnHost, StringComparison.OrdinalIgnoreCase);

    // The port begins behind the last colon, except within brackets.
    private static (string Host, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 || text.EndsWith(']') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool IsPort(string port) =>
        port.Length is > 0 and <= MaxPortDigits && port[0] != '0' && port.All(char.IsAsciiDigit)
        && int.Parse(port, System.Globalization.CultureInfo.InvariantCulture) <= MaxPort;

    private static bool IsHost(string host) =>
        host is ['[', .. var address, ']'] ? IsVersion6(address) : IsVersion4(host) || IsName(host);

    // Without a dot there is no embedded IPv4 address, without % no zone, without / no prefix: other readers differ about these.
    private static bool IsVersion6(string address) =>
        address.All(character => char.IsAsciiHexDigitLower(character) || character == ':') && Uri.CheckHostName(address) == UriHostNameType.IPv6;

    private static bool IsVersion4(string host) =>
        host.Split('.') is { Length: 4 } numbers && numbers.All(number => byte.TryParse(number, out var value) && $"{value}" == number);

    // A last label that begins with a digit would be a number to some readers, and the whole an address: 0x7f.1 is 127.0.0.1.
    private static bool IsName(string host) =>
        host.Length <= MaxNameLength && host.Split('.') is var labels && labels.All(IsLabel) && char.IsAsciiLetterLower(labels[^1][0]);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
