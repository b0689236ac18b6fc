using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Sealing;

/// <summary>Gives out known bytes, in order, and refuses to give more than there are.</summary>
internal sealed class FixedRandomness(params byte[][] pieces) : Randomness
{
    private readonly Queue<byte> _bytes = new(pieces.SelectMany(piece => piece));

    public override void Fill(Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = _bytes.Dequeue();
        }
    }
}
