namespace Sharencrypt.Protocol.Codes;

/// <summary>A code with the address of its page and relay: <c>https://host/#code</c>. The fragment never reaches a server.</summary>
public sealed class ShareLink
{
    private const string RelayMember = "&relay=";

    private ShareLink(Uri page, Uri relay, ShareCode code)
    {
        Page = page;
        Relay = relay;
        Code = code;
    }

    /// <summary>The address of the page, without fragment.</summary>
    public Uri Page { get; }

    /// <summary>The relay's base address: the page's own unless the link names another.</summary>
    public Uri Relay { get; }

    /// <summary>The code in the fragment.</summary>
    public ShareCode Code { get; }

    /// <summary>The link to show to a person: it holds the code. Do not log it.</summary>
    /// <param name="page">Base address of the page.</param>
    /// <param name="relay">Base address of the relay; named in the link only when it is not the page's.</param>
    /// <param name="code">The code; what it says about the relay is left out, the link itself names it.</param>
    public static string Compose(Uri page, Uri relay, ShareCode code)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(relay);
        ArgumentNullException.ThrowIfNull(code);
        var foreign = page == relay ? "" : RelayMember + Uri.EscapeDataString(relay.AbsoluteUri);
        return $"{page.GetLeftPart(UriPartial.Path)}#{code.At(null).Reveal()}{foreign}";
    }

    /// <summary>Whether a text that a person gave is meant as a link rather than a code.</summary>
    public static bool LooksLikeOne(string text) => text is not null && text.Contains("://", StringComparison.Ordinal);

    /// <summary>Reads a link.</summary>
    /// <param name="text">The link, with its fragment.</param>
    /// <param name="link">The link, or null.</param>
    /// <param name="wrongPart">As with <see cref="ShareCode.TryParse"/>.</param>
    public static ShareCodeProblem TryParse(string? text, out ShareLink? link, out string wrongPart)
    {
        link = null;
        wrongPart = "";
        if (!Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) || !IsWeb(uri) || uri.Fragment.Length < 2)
        {
            return ShareCodeProblem.BadLink;
        }

        var page = new Uri(uri.GetLeftPart(UriPartial.Path));
        var fragment = uri.Fragment[1..];
        var relay = page;
        var split = fragment.IndexOf(RelayMember, StringComparison.Ordinal);
        if (split >= 0)
        {
            var named = Uri.UnescapeDataString(fragment[(split + RelayMember.Length)..]);
            if (!Uri.TryCreate(named, UriKind.Absolute, out var other) || !IsWeb(other))
            {
                return ShareCodeProblem.BadLink;
            }

            relay = other;
            fragment = fragment[..split];
        }

        var problem = ShareCode.TryParseBare(Uri.UnescapeDataString(fragment), out var code, out wrongPart);
        link = code is null ? null : new ShareLink(page, relay, code);
        return problem;
    }

    /// <summary>Tells the page, not the code.</summary>
    public override string ToString() => $"ShareLink({Page.Host}, hidden)";

    private static bool IsWeb(Uri uri) => uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;
}
