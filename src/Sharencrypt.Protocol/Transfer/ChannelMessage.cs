using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Transfer;

/// <summary>A message of the channel (docs/sealed-protocol.md sections 5 and 7.1), checked for form.</summary>
public abstract record ChannelMessage;

/// <summary>First message of each side.</summary>
/// <param name="Client">Name and version of the software, for people.</param>
/// <param name="Token">The room token, from a host to later guests; else null.</param>
public sealed record HelloMessage(string Client, byte[]? Token) : ChannelMessage;

/// <summary>Nothing but its header, which confirms.</summary>
public sealed record AckMessage : ChannelMessage;

/// <summary>No more will come.</summary>
public sealed record ByeMessage : ChannelMessage;

/// <summary>A message of a type that this version does not know: taken and ignored.</summary>
public sealed record UnknownMessage : ChannelMessage;

/// <summary>A message about one transfer.</summary>
/// <param name="Transfer">Its number.</param>
public abstract record TransferMessage(uint Transfer) : ChannelMessage;

/// <summary>Begins a transfer.</summary>
/// <param name="Transfer">Its number.</param>
/// <param name="Terms">What is offered.</param>
/// <param name="Key">The key of this offer; owned by whoever received the message.</param>
/// <param name="Id">Names the transfer across channels; null when it cannot outlive this one.</param>
public sealed record OfferMessage(uint Transfer, OfferTerms Terms, SecretBytes Key, TransferId? Id = null) : TransferMessage(Transfer);

/// <summary>What an offer says besides its key.</summary>
/// <param name="Kind">What is carried.</param>
/// <param name="ChunkBytes">Plaintext of a full chunk.</param>
/// <param name="Items">How many items follow.</param>
/// <param name="Bytes">Length of the stream; null when not known.</param>
/// <param name="Name">A suggestion for people, not trusted; or null.</param>
public sealed record OfferTerms(TransferKind Kind, int ChunkBytes, int Items, long? Bytes, string? Name);

/// <summary>A page of the list of items.</summary>
public sealed record ItemsMessage(uint Transfer, IReadOnlyList<TransferItem> Items) : TransferMessage(Transfer);

/// <summary>From now on chunks belong to this epoch, beginning with chunk <paramref name="Index"/>.</summary>
public sealed record StreamMessage(uint Transfer, uint Epoch, byte[] Salt, long Index, long Continues) : TransferMessage(Transfer);

/// <summary>A file cannot be delivered.</summary>
public sealed record FailedMessage(uint Transfer, int Item, string Reason) : TransferMessage(Transfer);

/// <summary>The receiver wants it, from chunk <paramref name="Index"/> on.</summary>
public sealed record AcceptMessage(uint Transfer, long Index, long Limit) : TransferMessage(Transfer);

/// <summary>After a resync: go on from chunk <paramref name="Index"/>.</summary>
public sealed record ContinueMessage(uint Transfer, long Index, long Limit) : TransferMessage(Transfer);

/// <summary>The receiver does not want it.</summary>
public sealed record DeclineMessage(uint Transfer, string Reason, string? Message) : TransferMessage(Transfer);

/// <summary>What is stored, and up to where the sender may send.</summary>
public sealed record ProgressMessage(uint Transfer, long Written, long Limit) : TransferMessage(Transfer);

/// <summary>Everything is verified, stored and in place.</summary>
public sealed record CompleteMessage(uint Transfer) : TransferMessage(Transfer);

/// <summary>Either side ends it.</summary>
public sealed record CancelMessage(uint Transfer, string Reason, string? Message) : TransferMessage(Transfer);
