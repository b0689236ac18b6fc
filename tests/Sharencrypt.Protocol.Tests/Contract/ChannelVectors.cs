using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/channel.json. Numbers of 64 bits are texts: not every language can hold them as numbers.</summary>
internal sealed record ChannelVectors(
    string Description,
    byte[] Session,
    byte[] ChannelHostToGuest,
    byte[] ChannelGuestToHost,
    byte[] ResyncHostToGuest,
    byte[] ResyncGuestToHost,
    IReadOnlyList<SealedMessage> Messages,
    IReadOnlyList<SealedResync> Resyncs,
    IReadOnlyList<ChannelRefusal> Refusals);

internal sealed record SealedMessage(Role From, string Number, string Received, string Json, byte[] Payload);

internal sealed record SealedResync(Role From, string Number, string Generation, string Seen, string Expected, byte[] Payload);

/// <summary>A payload that must not open as what <paramref name="From"/> has sent.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Kind">Message or resync.</param>
/// <param name="From">Whose keys it is opened with.</param>
/// <param name="IsHeaderRefused">Whether it is refused before a key is used: too short, too long, another kind.</param>
/// <param name="Payload">The bytes.</param>
internal sealed record ChannelRefusal(string Name, PayloadKind Kind, Role From, bool IsHeaderRefused, byte[] Payload);
