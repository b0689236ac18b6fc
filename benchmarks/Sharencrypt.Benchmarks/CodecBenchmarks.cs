using BenchmarkDotNet.Attributes;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Protocol.Transfer;

namespace Sharencrypt.Benchmarks;

/// <summary>What is read and written beside the chunks: lists of items, of which a folder has many, what is said for each window, and frames.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private const int Items = 700; // About what one message holds.
    private const int BlockBytes = 64 * 1024;

    private readonly IReadOnlyList<TransferItem> _items =
        [.. Enumerable.Range(0, Items).Select(number => new TransferItem($"folder/{number / 100}/{number}", ItemKind.File, 4096, 1_764_457_000_000 + number, IsExecutable: false))];

    private readonly byte[] _block = new byte[BlockBytes];
    private readonly byte[] _frame = [2, 0, 0, 0, 0, 0, 0, 0, 2];
    private byte[] _list = [];
    private byte[] _progress = [];

    [GlobalSetup]
    public void SetUp()
    {
        _list = WriteItems();
        _progress = WriteProgress();
    }

    [Benchmark]
    public byte[] WriteItems() => ChannelMessageCodec.Write(new ItemsMessage(1, _items));

    [Benchmark]
    public bool ReadItems() => ChannelMessageCodec.Read(_list) is not null;

    [Benchmark]
    public bool CheckItems() => Manifest.TryCreate(_items, PathRules.Unix, out _, out _) == PathProblem.None;

    [Benchmark]
    public byte[] WriteProgress() => ChannelMessageCodec.Write(new ProgressMessage(1, 1_000_000_000, 1_008_388_608));

    [Benchmark]
    public bool ReadProgress() => ChannelMessageCodec.Read(_progress) is not null;

    [Benchmark]
    public bool ReadFrameHeader() => FrameReader.ReadFromClient(_frame, RelayLimits.LongestFrameBytes, ownSlot: 0, out _) == FrameError.None;

    [Benchmark]
    public void MaskBlock() => WebSocketMask.Apply(_block, _block, 0x12345678, 0);
}
