namespace Sharencrypt.Client;

/// <summary>What to do when something of the same name is there already.</summary>
public enum ConflictPolicy
{
    /// <summary>Receive nothing and say what is in the way.</summary>
    Refuse,

    /// <summary>Replace files; folders of the same name are merged.</summary>
    Overwrite,

    /// <summary>Receive under another name: <c>photo (1).jpg</c>.</summary>
    Rename,

    /// <summary>Keep what is there and receive the rest; folders of the same name are merged.</summary>
    Skip,
}
