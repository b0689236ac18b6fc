namespace Sharencrypt.Protocol.Transfer;

/// <summary>Which system a path must be safe on (section 8).</summary>
public enum PathRules
{
    /// <summary>Rules 1 to 4: Linux and other systems whose names are bytes.</summary>
    Unix,

    /// <summary>Also rule 6: names that differ only in case or normalisation are one.</summary>
    MacOS,

    /// <summary>Also rules 5 and 6.</summary>
    Windows,
}
