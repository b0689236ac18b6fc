namespace Sharencrypt.Protocol;

/// <summary>Stands in for the assembly until the protocol's own types arrive.</summary>
internal static class AssemblyMarker;
