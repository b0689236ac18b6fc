namespace Sharencrypt.Reference;

/// <summary>The up stream of an HTTP connection, put together from bodies: section 2.3 of the relay protocol.</summary>
public sealed class UploadReference
{
    private readonly List<byte> _stream = [];

    /// <summary>All that was taken.</summary>
    public IReadOnlyList<byte> Stream => _stream;

    /// <summary>Takes a body whose bytes that are there already are skipped.</summary>
    /// <param name="offset">Which byte of the stream it begins with, not beyond what is there.</param>
    /// <param name="body">The body.</param>
    /// <returns>How many bytes of the stream have been taken.</returns>
    public long Take(long offset, IReadOnlyList<byte> body)
    {
        for (var i = 0; i < body.Count; i++)
        {
            if (offset + i == _stream.Count)
            {
                _stream.Add(body[i]);
            }
        }

        return _stream.Count;
    }
}
