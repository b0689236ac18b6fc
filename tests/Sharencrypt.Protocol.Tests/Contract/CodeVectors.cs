using Sharencrypt.Protocol.Codes;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/codes.json.</summary>
internal sealed record CodeVectors(
    string Description,
    IReadOnlyList<TypedCode> Codes,
    IReadOnlyList<RefusedCode> RefusedCodes,
    IReadOnlyList<NamedRelay> NamedRelays,
    IReadOnlyList<WrittenRelay> RelayParts,
    IReadOnlyList<TypedLink> Links,
    IReadOnlyList<RefusedLink> RefusedLinks,
    IReadOnlyList<ComposedLink> ComposedLinks);

internal sealed record TypedCode(string Typed, string Code, string Room, bool Generated, string? Relay = null, Uri? Address = null);

internal sealed record RefusedCode(string Typed, ShareCodeProblem Problem, string? WrongPart = null, IReadOnlyList<string>? Suggestions = null);

internal sealed record TypedLink(string Text, Uri Page, Uri Relay, string Code);

internal sealed record RefusedLink(string Text, ShareCodeProblem Problem, string? WrongPart = null);

internal sealed record ComposedLink(Uri Page, Uri Relay, string Code, string Link);

internal sealed record NamedRelay(string Code, IReadOnlyList<Uri> Configured, Uri Relay);

internal sealed record WrittenRelay(Uri Relay, string? Part);
