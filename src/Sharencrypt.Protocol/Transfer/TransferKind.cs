namespace Sharencrypt.Protocol.Transfer;

/// <summary>What a transfer carries.</summary>
public enum TransferKind
{
    /// <summary>Files and folders with their paths.</summary>
    Files,

    /// <summary>A text of known length, UTF-8.</summary>
    Text,

    /// <summary>Bytes whose length is perhaps not known beforehand.</summary>
    Stream,
}
