namespace Sharencrypt.Client.Files;

/// <summary>Where an item of an offer lies on this machine, and what it was when it was offered.</summary>
/// <param name="LocalPath">Full path, links resolved.</param>
/// <param name="Identity">Its state at the scan.</param>
internal sealed record FoundFile(string LocalPath, FileIdentity Identity);
