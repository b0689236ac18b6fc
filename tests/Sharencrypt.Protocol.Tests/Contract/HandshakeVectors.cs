using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/handshake.json.</summary>
internal sealed record HandshakeVectors(string Description, IReadOnlyList<HandshakeRun> Runs, IReadOnlyList<HandshakeRefusal> Refusals);

/// <summary>A whole handshake, all chance fixed.</summary>
internal sealed record HandshakeRun
{
    public required string Name { get; init; }

    public required string Room { get; init; }

    public required byte HostSlot { get; init; }

    public required byte GuestSlot { get; init; }

    public required byte[] Password { get; init; }

    /// <summary>The host's scalar.</summary>
    public required byte[] X { get; init; }

    /// <summary>The guest's scalar.</summary>
    public required byte[] Y { get; init; }

    /// <summary>d ‖ z of FIPS 203.</summary>
    public required byte[] KemSeed { get; init; }

    /// <summary>m of FIPS 203.</summary>
    public required byte[] KemRandomness { get; init; }

    public required byte[] W { get; init; }

    public required byte[] Step1 { get; init; }

    public required byte[] Step2 { get; init; }

    public required byte[] Step3 { get; init; }

    public required byte[] ConfirmationData { get; init; }

    public required byte[] Ke { get; init; }

    public required byte[] Ss { get; init; }

    public required byte[] TranscriptHash { get; init; }

    public required byte[] Session { get; init; }

    public required byte[] ChannelHostToGuest { get; init; }

    public required byte[] ChannelGuestToHost { get; init; }

    public required byte[] ResyncHostToGuest { get; init; }

    public required byte[] ResyncGuestToHost { get; init; }

    public required byte[] RoomToken { get; init; }

    public required string VerificationPhrase { get; init; }

    public required byte[] ResumptionSecret { get; init; }

    public required string ResumptionRoom { get; init; }

    public required byte[] ResumptionPassword { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public HandshakeContext Context => new(Room, HostSlot, GuestSlot);
}

/// <summary>A payload that the host (step 2) or the guest (steps 1 and 3) of a run refuses.</summary>
internal sealed record HandshakeRefusal(string Name, string Run, int Step, HandshakeError Error, byte[] Payload);
