using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Sharencrypt.Protocol.Relay;

/// <summary>The words that stand for enum values on the wire, each in one place only.</summary>
internal static class WireNames
{
    public static readonly WireNames<RelayErrorCode> Errors = new(
        (RelayErrorCode.BadFrame, "bad_frame"),
        (RelayErrorCode.BadControl, "bad_control"),
        (RelayErrorCode.RoomUnknown, "room_unknown"),
        (RelayErrorCode.RoomTaken, "room_taken"),
        (RelayErrorCode.RoomFull, "room_full"),
        (RelayErrorCode.RoomLocked, "room_locked"),
        (RelayErrorCode.SlotUnknown, "slot_unknown"),
        (RelayErrorCode.SlotTaken, "slot_taken"),
        (RelayErrorCode.NotHost, "not_host"),
        (RelayErrorCode.RateLimited, "rate_limited"),
        (RelayErrorCode.Full, "full"));

    public static readonly WireNames<LeftReason> Left = new(
        (LeftReason.Left, "left"),
        (LeftReason.Removed, "removed"),
        (LeftReason.Expired, "expired"));

    public static readonly WireNames<ClosedReason> Closed = new(
        (ClosedReason.HostLeft, "host_left"),
        (ClosedReason.Removed, "removed"),
        (ClosedReason.Expired, "expired"));

    public static readonly WireNames<UpgradeRefusal> Refusals = new(
        (UpgradeRefusal.BadRequest, "bad_request"),
        (UpgradeRefusal.Version, "version"),
        (UpgradeRefusal.Origin, "origin"),
        (UpgradeRefusal.UpgradeRequired, "upgrade_required"),
        (UpgradeRefusal.RateLimited, "rate_limited"),
        (UpgradeRefusal.Unavailable, "unavailable"),
        (UpgradeRefusal.ConnectionUnknown, "connection_unknown"),
        (UpgradeRefusal.Offset, "offset"),
        (UpgradeRefusal.TooLarge, "too_large"));

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    /// <summary>Whether text can be a word of a later version, safe to show: 1 to 32 characters of <c>a-z_</c>.</summary>
    public static bool IsWord([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= 32 } && !text.AsSpan().ContainsAnyExcept(Allowed);
}

/// <summary>One enum's words. A word that is not among them means the enum's default value, "unknown".</summary>
internal sealed class WireNames<TValue>
    where TValue : struct, Enum
{
    private readonly Dictionary<TValue, string> _names = [];
    private readonly Dictionary<string, TValue> _values = new(StringComparer.Ordinal);

    public WireNames(params ReadOnlySpan<(TValue Value, string Name)> pairs)
    {
        foreach (var (value, name) in pairs)
        {
            _names.Add(value, name);
            _values.Add(name, value);
        }
    }

    public string NameOf(TValue value) =>
        _names.TryGetValue(value, out var name)
            ? name
            : throw new ArgumentOutOfRangeException(nameof(value), value, "This value has no name on the wire.");

    public TValue ValueOf(string? name) => name is null ? default : _values.GetValueOrDefault(name);
}
