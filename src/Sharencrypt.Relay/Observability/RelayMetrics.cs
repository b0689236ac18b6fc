using System.Diagnostics.Metrics;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Observability;

/// <summary>The relay's counters, under the meter name <see cref="MeterName"/>. No tag holds a room or an address.</summary>
internal sealed class RelayMetrics : IDisposable
{
    public const string MeterName = "Sharencrypt.Relay";

    private readonly Meter _meter;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _upgradeRefusals;
    private readonly Counter<long> _closes;

    public RelayMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _frames = _meter.CreateCounter<long>("relay.frames", "{frame}", "Data frames written to receivers.");
        _bytes = _meter.CreateCounter<long>("relay.bytes", "By", "Bytes of data frames written to receivers.");
        _refusals = _meter.CreateCounter<long>("relay.refusals", "{refusal}", "Refused requests to enter a room, by code.");
        _upgradeRefusals = _meter.CreateCounter<long>(
            "relay.upgrade_refusals", "{refusal}", "Refused connections, by code.");
        _closes = _meter.CreateCounter<long>("relay.closes", "{close}", "Closes begun by the relay, by close code.");
    }

    /// <summary>Adds what is read when somebody asks: how many are here now.</summary>
    public void Observe(Func<long> connections, Func<long> httpConnections, Func<long> rooms, Func<long> bufferBytes)
    {
        _meter.CreateObservableGauge("relay.connections", connections, "{connection}", "Connections now.");
        _meter.CreateObservableGauge("relay.http_connections", httpConnections, "{connection}", "Connections over plain HTTP now.");
        _meter.CreateObservableGauge("relay.rooms", rooms, "{room}", "Rooms now.");
        _meter.CreateObservableGauge("relay.buffers", bufferBytes, "By", "Bytes of buffers in use now.");
    }

    public void Forwarded(long bytes, int copies)
    {
        _frames.Add(copies);
        _bytes.Add(bytes * copies);
    }

    public void Refused(RelayErrorCode code) =>
        _refusals.Add(1, new KeyValuePair<string, object?>("code", code.WireName()));

    public void Refused(UpgradeRefusal refusal) =>
        _upgradeRefusals.Add(1, new KeyValuePair<string, object?>("code", refusal.WireName()));

    public void Closed(RelayCloseCode code) => _closes.Add(1, new KeyValuePair<string, object?>("code", (int)code));

    public void Dispose() => _meter.Dispose();
}
