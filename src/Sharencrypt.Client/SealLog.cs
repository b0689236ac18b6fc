#if SEAL_WATCH
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Client;

/// <summary>
/// Appends one record for each sealing to the file that SHARENCRYPT_SEAL_LOG names: key hash (16), nonce (12), hash of what was
/// sealed (16). Compiled with <c>-p:SealWatch=true</c> only, for tests.
/// </summary>
internal static class SealLog
{
    private static FileStream? _file;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A build for tests: it must watch before anything can be sealed.")]
    internal static void Begin()
    {
        if (Environment.GetEnvironmentVariable("SHARENCRYPT_SEAL_LOG") is { Length: > 0 } path)
        {
            // Without a buffer: what was sealed stands in the log even if the process is killed in the next moment.
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            SealWatch.Told = Append;
        }
    }

    private static void Append(ReadOnlySpan<byte> keyHash, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> contentHash)
    {
        byte[] record = [.. keyHash, .. nonce, .. contentHash];
        lock (_file!) // Open: only then is anybody told.
        {
            _file.Write(record);
        }
    }
}
#endif
