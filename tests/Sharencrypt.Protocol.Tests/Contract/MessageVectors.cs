using System.Text;
using System.Text.Json;

namespace Sharencrypt.Protocol.Tests.Contract;

/// <summary>vectors/messages.json.</summary>
internal sealed record MessageVectors(string Description, IReadOnlyList<AcceptedMessage> Accepted, IReadOnlyList<RefusedMessage> Refused);

/// <summary>A message, as JSON or, where its spelling matters, as the text of JSON, and what it means.</summary>
internal sealed record AcceptedMessage(string Name, JsonElement Meaning, JsonElement? Message = null, string? Text = null)
{
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(Text ?? Message!.Value.GetRawText());
}

/// <summary>What is no message; as bytes where it is not even text.</summary>
internal sealed record RefusedMessage(string Name, MessageProblem Problem, JsonElement? Message = null, string? Text = null, byte[]? Utf8 = null)
{
    public byte[] ToBytes() => Utf8 ?? Encoding.UTF8.GetBytes(Text ?? Message!.Value.GetRawText());
}

/// <summary>Why a message is refused: for the reader of the vectors, an implementation need not tell them apart.</summary>
internal enum MessageProblem
{
    NotJson,
    Missing,
    WrongType,
    OutOfRange,
    TooLong,
}
