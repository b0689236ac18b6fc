namespace Sharencrypt.Client;

/// <summary>Stands in for the assembly until the client's own types arrive.</summary>
internal static class AssemblyMarker;
