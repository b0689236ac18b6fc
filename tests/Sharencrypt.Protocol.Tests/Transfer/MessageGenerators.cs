using CsCheck;
using Sharencrypt.Protocol.Sealing;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Protocol.Tests.Transfer;

/// <summary>Every message that the protocol knows, with whatever it may hold.</summary>
internal static class MessageGenerators
{
    public static Gen<ChannelMessage> Any => Gen.OneOf<ChannelMessage>(
        Gen.Select(Text(64), Maybe(Bytes(32))).Select((client, token) => (ChannelMessage)new HelloMessage(client, token)),
        Gen.Const((ChannelMessage)new AckMessage()),
        Gen.Const((ChannelMessage)new ByeMessage()),
        Gen.Select(Transfer, Terms, Bytes(32), Bytes(TransferId.Bytes).Null()).Select((transfer, terms, key, id) =>
            (ChannelMessage)new OfferMessage(transfer, terms, SecretBytes.Own(key), id is null ? null : TransferId.Of(id))),
        Gen.Select(Transfer, Item.List[1, 20]).Select((transfer, items) => (ChannelMessage)new ItemsMessage(transfer, items)),
        Gen.Select(Transfer, Transfer, Bytes(16), Count, Count).Select((transfer, epoch, salt, index, continues) => (ChannelMessage)new StreamMessage(transfer, epoch, salt, index, continues)),
        Gen.Select(Transfer, Gen.Int[0, TransferLimits.MaxItems - 1], Reason).Select((transfer, item, reason) => (ChannelMessage)new FailedMessage(transfer, item, reason)),
        Gen.Select(Transfer, Count, Count).Select((transfer, index, limit) => (ChannelMessage)new AcceptMessage(transfer, index, limit)),
        Gen.Select(Transfer, Count, Count).Select((transfer, index, limit) => (ChannelMessage)new ContinueMessage(transfer, index, limit)),
        Gen.Select(Transfer, Reason, Maybe(Text(1000))).Select((transfer, reason, line) => (ChannelMessage)new DeclineMessage(transfer, reason, line)),
        Gen.Select(Transfer, Count, Count).Select((transfer, written, limit) => (ChannelMessage)new ProgressMessage(transfer, written, limit)),
        Transfer.Select(transfer => (ChannelMessage)new CompleteMessage(transfer)),
        Gen.Select(Transfer, Reason, Maybe(Text(1000))).Select((transfer, reason, line) => (ChannelMessage)new CancelMessage(transfer, reason, line)));

    public static Gen<TransferItem> Item => Gen.OneOf(
        Gen.Select(Text(300), Count, Maybe(Time), Gen.Bool).Select((path, size, modified, isExecutable) => new TransferItem(path, ItemKind.File, size, modified, isExecutable)),
        Gen.Select(Text(300), Maybe(Time), Gen.Bool).Select((path, modified, isExecutable) => new TransferItem(path, ItemKind.Folder, 0, modified, isExecutable)));

    private static Gen<uint> Transfer => Gen.OneOf(Gen.UInt[0, 31], Gen.UInt);

    private static Gen<long> Count => Gen.OneOf(Gen.Long[0, 10], Gen.Long[0, TransferLimits.MaxStreamBytes], Gen.Const(TransferLimits.MaxStreamBytes));

    private static Gen<long> Time => Gen.Long[-TransferLimits.MaxStreamBytes, TransferLimits.MaxStreamBytes];

    private static Gen<string> Reason => Text(31).Select(text => text + "x");

    private static Gen<OfferTerms> Terms => Gen.OneOf(
        Gen.Select(ChunkBytes, Gen.Int[1, TransferLimits.MaxItems], Count, Maybe(Text(255))).Select((chunk, items, bytes, name) => new OfferTerms(TransferKind.Files, chunk, items, bytes, name)),
        Gen.Select(ChunkBytes, Gen.Long[0, TransferLimits.MaxTextBytes], Maybe(Text(255))).Select((chunk, bytes, name) => new OfferTerms(TransferKind.Text, chunk, 0, bytes, name)),
        Gen.Select(ChunkBytes, Maybe(Count), Maybe(Text(255))).Select((chunk, bytes, name) => new OfferTerms(TransferKind.Stream, chunk, 0, bytes, name)));

    private static Gen<int> ChunkBytes => Gen.Int[14, 18].Select(power => 1 << power);

    /// <summary>Well-formed text of at most so many characters: ASCII, controls, quotes, other scripts, beyond the basic plane.</summary>
    public static Gen<string> Text(int maxLength) => Gen.OneOf(
            Gen.Char[' ', '~'].Select(letter => $"{letter}"),
            Gen.Char['\0', '\u00a0'].Select(letter => $"{letter}"),
            Gen.OneOf("\"", "\\", "/", "<", "&", "'", "+", "\u2028", "\ufeff", "\uffff", "\u0378"),
            Gen.Char['\u0300', '\ud7ff'].Select(letter => $"{letter}"),
            Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32))
        .Array[0, maxLength / 2].Select(letters => string.Concat(letters));

    private static Gen<byte[]> Bytes(int length) => Gen.Byte.Array[length];

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class => Gen.Select(Gen.Bool, gen).Select((isThere, value) => isThere ? value : null);

    private static Gen<long?> Maybe(Gen<long> gen) => Gen.Select(Gen.Bool, gen).Select((isThere, value) => isThere ? value : (long?)null);
}
