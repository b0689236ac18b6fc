namespace Sharencrypt.Chaos.Tests.Network;

/// <summary>Which way bytes go through a proxy.</summary>
internal enum Direction
{
    ToRelay,
    ToClient,
}
