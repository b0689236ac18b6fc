using System.Diagnostics;

namespace Sharencrypt.LinkEmulator;

/// <summary>One direction of the link: one thread reads packets and decides their fate, another one writes each at its time.</summary>
internal sealed class Lane(TunDevice from, TunDevice to, Conditions conditions, int mtu, int seed)
{
    private const double ReorderMilliseconds = 5;

    // Below this it costs less to write a packet too early than to sleep.
    private static readonly long Precision = Stopwatch.Frequency / 20_000;

    private readonly Random _random = new(seed);
    private readonly Stack<byte[]> _spare = new();

    // Guarded by the lock on itself: packets on their way, the first to arrive first.
    private readonly PriorityQueue<Packet, (long DueAt, long Number)> _travelling = new();

    private long _number;
    private long _freeAt;
    private long _lastDueAt;

    public void Start()
    {
        new Thread(Read) { IsBackground = true, Name = $"read {from.Name}" }.Start();
        new Thread(Write) { IsBackground = true, Name = $"write {to.Name}" }.Start();
    }

    private void Read()
    {
        var bytes = new byte[mtu];
        while (true)
        {
            var length = from.Read(bytes);
            if (length < 1)
            {
                return;
            }

            if (conditions.IsDown || (conditions.Loss > 0 && _random.NextDouble() < conditions.Loss))
            {
                continue;
            }

            if (conditions.IsClear && IsIdle())
            {
                to.Write(bytes, length);
            }
            else if (TryPlan(length, out var dueAt))
            {
                bytes = Send(new Packet(bytes, length), dueAt);
            }
        }
    }

    private bool IsIdle()
    {
        lock (_travelling)
        {
            return _travelling.Count == 0;
        }
    }

    /// <summary>Whether the packet finds room in the queue, and when it arrives.</summary>
    private bool TryPlan(int length, out long dueAt)
    {
        var now = Stopwatch.GetTimestamp();
        dueAt = now;
        if (conditions.Rate is > 0 and var rate)
        {
            var bytesPerSecond = rate * 125_000;
            _freeAt = Math.Max(_freeAt, now);
            if ((_freeAt - now) * bytesPerSecond / Stopwatch.Frequency > conditions.Queue * 1024)
            {
                return false;
            }

            _freeAt += (long)(length * Stopwatch.Frequency / bytesPerSecond);
            dueAt = _freeAt;
        }

        dueAt += Ticks(conditions.Delay + (conditions.Jitter * _random.NextDouble()));
        if (conditions.Reorder > 0 && _random.NextDouble() < conditions.Reorder)
        {
            dueAt += Ticks(ReorderMilliseconds);
            return true;
        }

        dueAt = _lastDueAt = Math.Max(_lastDueAt, dueAt);
        return true;
    }

    /// <summary>Hands a packet to the writing thread; returns a buffer for the next one.</summary>
    private byte[] Send(Packet packet, long dueAt)
    {
        lock (_travelling)
        {
            _travelling.Enqueue(packet, (dueAt, _number++));
            if (_travelling.Peek() == packet)
            {
                Monitor.Pulse(_travelling); // The writer waits for a later one, or for any.
            }

            return _spare.TryPop(out var buffer) ? buffer : new byte[mtu];
        }
    }

    private void Write()
    {
        var due = new List<Packet>();
        while (true)
        {
            lock (_travelling)
            {
                due.ForEach(packet => _spare.Push(packet.Bytes));
                due.Clear();
                TakeDue(due);
            }

            foreach (var packet in due)
            {
                to.Write(packet.Bytes, packet.Length);
            }
        }
    }

    private void TakeDue(List<Packet> due)
    {
        while (due.Count == 0)
        {
            if (!_travelling.TryPeek(out _, out var first))
            {
                Monitor.Wait(_travelling);
                continue;
            }

            var now = Stopwatch.GetTimestamp();
            var wait = first.DueAt - now;
            if (wait > Precision)
            {
                // A wait of less than a millisecond would be none.
                Monitor.Wait(_travelling, Math.Max(1, (int)(wait * 1000 / Stopwatch.Frequency)));
                continue;
            }

            while (_travelling.TryPeek(out var packet, out first) && first.DueAt - now <= Precision)
            {
                due.Add(packet);
                _travelling.Dequeue();
            }
        }
    }

    private static long Ticks(double milliseconds) => (long)(milliseconds * Stopwatch.Frequency / 1000);

    private readonly record struct Packet(byte[] Bytes, int Length);
}
