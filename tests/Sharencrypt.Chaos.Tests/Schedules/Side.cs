namespace Sharencrypt.Chaos.Tests.Schedules;

/// <summary>Whom a fault hits.</summary>
internal enum Side
{
    Sender,
    Receiver,
}
