namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>Remembers what was sealed under which key and nonce: two different payloads under one pair would break AES-GCM.</summary>
internal sealed class NonceLedger
{
    private readonly Dictionary<(string Key, string Nonce), byte[]> _sealed = [];

    public int Count => _sealed.Count;

    public void Note(string key, string nonce, byte[] payload)
    {
        if (!_sealed.TryAdd((key, nonce), payload))
        {
            throw new InvalidOperationException($"Nonce {nonce} was used twice under the key of {key}.");
        }
    }
}
