namespace Sharencrypt.Relay.Connections;

/// <summary>
/// Which pages may connect: those that this relay served itself and those on the operator's list. A request without an
/// <c>Origin</c> is not from a browser.
/// </summary>
internal sealed class OriginPolicy
{
    private const string All = "*";

    private readonly HashSet<string> _allowed;

    /// <param name="allowed">Origins such as <c>https://share.example</c>, or <c>*</c>.</param>
    public OriginPolicy(IEnumerable<string> allowed) =>
        _allowed = new HashSet<string>(allowed.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    public bool Allows(string? origin, HostString host)
    {
        if (origin is null || _allowed.Contains(All) || _allowed.Contains(origin))
        {
            return true;
        }

        // An opaque origin is the text "null", which is no address.
        return Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Scheme is "http" or "https"
            && host.HasValue
            && string.Equals(page.IdnHost, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            && page.Port == (host.Port ?? (page.Scheme == "https" ? 443 : 80));
    }
}
