using Sharencrypt.Client.Channel;
using Sharencrypt.Client.Files;
using Sharencrypt.Client.Transfers;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Client.State;

/// <summary>Keeps the transfers of one session, so that another process can go on with them.</summary>
/// <param name="store">Where.</param>
/// <param name="meeting">Whose secrets are needed to meet again.</param>
/// <param name="relay">Where the two meet.</param>
/// <param name="code">Under which code, without its relay, they met first.</param>
/// <param name="time">The clock.</param>
internal sealed class TransferKeeper(TransferStore store, Meeting meeting, Uri relay, string code, TimeProvider time)
{
    /// <summary>Keeps one that is about to be offered; null when its content cannot be read again.</summary>
    /// <exception cref="LocalFileException">It cannot be kept.</exception>
    public RecordFolder? KeepSending(TransferId id, ShareContent content) =>
        content.Manifest is { } manifest && meeting.Secrets is { } secrets
            ? store.Create(RecordOf(id, secrets, new Direction(IsSending: true, Paths: content.Paths)), manifest.Items, content.Files)
            : null;

    /// <summary>Keeps one that is about to be accepted into a folder; null when it could not be continued.</summary>
    /// <exception cref="LocalFileException">It cannot be kept.</exception>
    public RecordFolder? KeepReceiving(IncomingTransfer transfer, string folder, ConflictPolicy conflicts)
    {
        if (transfer.Id is not { } id || transfer.Manifest is not { } manifest || meeting.Secrets is not { } secrets)
        {
            return null;
        }

        var staging = StagingFolder.PathIn(folder, id.ToString()[..16]);
        return store.Create(RecordOf(id, secrets, new Direction(IsSending: false, [], folder, staging, conflicts)), manifest.Items, files: null);
    }

    private TransferRecord RecordOf(TransferId id, MeetingSecrets secrets, Direction direction) => new()
    {
        Version = TransferRecord.CurrentVersion,
        Id = id.ToString(),
        IsSending = direction.IsSending,
        CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Relay = relay.AbsoluteUri,
        Code = code,
        IsHost = secrets.Role == Role.Host,
        OwnSlot = secrets.OwnSlot,
        PeerSlot = secrets.PeerSlot,
        SlotKey = Convert.ToBase64String(secrets.Key.Bytes),
        RoomToken = Convert.ToBase64String(secrets.Token.Bytes),
        Resumption = Convert.ToBase64String(secrets.Resumption.Span),
        Revision = 0,
        IsAccepted = !direction.IsSending, // A receiver keeps what it accepts.
        Paths = direction.Paths,
        Folder = direction.Folder,
        Staging = direction.Staging,
        Conflicts = direction.Conflicts,
    };

    private sealed record Direction(
        bool IsSending, IReadOnlyList<string> Paths, string Folder = "", string Staging = "", ConflictPolicy Conflicts = ConflictPolicy.Refuse);
}
