namespace Sharencrypt.Protocol.Transfer;

/// <summary>The words on the wire for why a transfer or a file did not go through (section 7.1). Unknown ones are shown as they are.</summary>
public static class Reasons
{
    /// <summary>The person said no.</summary>
    public const string Declined = "declined";

    /// <summary>Something of that name is there already.</summary>
    public const string Exists = "exists";

    /// <summary>Not enough room on the disk.</summary>
    public const string Space = "space";

    /// <summary>A path that is not safe to write.</summary>
    public const string Unsafe = "unsafe";

    /// <summary>This receiver cannot take such a thing.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>Too many transfers are open.</summary>
    public const string Busy = "busy";

    /// <summary>The person stopped it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The sender cannot read what it offered.</summary>
    public const string Source = "source";

    /// <summary>A stream that can be read only once, and whose beginning is gone.</summary>
    public const string Lost = "lost";

    /// <summary>The receiver cannot write.</summary>
    public const string Target = "target";

    /// <summary>Something was not authentic.</summary>
    public const string Integrity = "integrity";

    /// <summary>A fault of the software.</summary>
    public const string Internal = "internal";

    /// <summary>A file is not the one that was offered.</summary>
    public const string Changed = "changed";

    /// <summary>A file cannot be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A file is no longer there.</summary>
    public const string Missing = "missing";
}
