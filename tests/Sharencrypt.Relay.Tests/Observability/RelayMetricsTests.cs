using System.Diagnostics.Metrics;
using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Observability;
using Sharencrypt.Relay.Tests.Support;

namespace Sharencrypt.Relay.Tests.Observability;

public sealed class RelayMetricsTests
{
    [Fact]
    public async Task What_passes_and_what_is_refused_is_counted()
    {
        await using var relay = await RelayUnderTest.StartAsync();
        using var seen = new Recorder(relay.Meters);
        var peers = await relay.RoomAsync(3);
        using var stranger = await relay.ConnectAsync();

        await peers[0].SendAsync(Say.Data(SlotSet.Of(1).With(2), new byte[91]));
        await peers[1].ReadDataAsync();
        await stranger.SendAsync(Say.Join("nowhere"));
        await stranger.ReadControlAsync();
        await peers[0].RoundTripAsync();
        await peers[1].SendAsync(Say.Leave());
        await peers[1].ReadCloseAsync();

        seen["relay.frames"].Should().Be(2);
        seen["relay.bytes"].Should().Be(200);
        seen["relay.refusals room_unknown"].Should().Be(1);
        seen["relay.closes 1000"].Should().Be(1);
        seen.Now("relay.connections").Should().BeInRange(3, 4);
        seen.Now("relay.rooms").Should().Be(1);
    }

    [Fact]
    public async Task Refused_connections_and_closes_for_silence_are_counted()
    {
        await using var relay = await RelayUnderTest.StartAsync(("connectionsPerAddress", "1"));
        using var seen = new Recorder(relay.Meters);
        using var one = await relay.ConnectAsync();
        using var two = await RawPeer.ConnectAsync(relay.Address);
        await two.SendTextAsync(Upgrade.Request());
        await two.ReadHeadAsync();
        await one.SendAsync(Say.Open("room"));
        await one.ReadControlAsync();
        relay.Pass(TimeSpan.FromSeconds(45));
        while ((await one.ReadAsync()).Opcode != WebSocketOpcode.Close)
        {
            // Pings come before the close for silence.
        }

        seen["relay.upgrade_refusals rate_limited"].Should().Be(1);
        seen["relay.closes 4001"].Should().Be(1);
    }

    // Adds up what one relay's meter says; other relays of the same process run beside it.
    private sealed class Recorder : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Lock _gate = new();
        private readonly Dictionary<string, long> _sums = [];

        public Recorder(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == RelayMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
                lock (_gate)
                {
                    _sums[name] = instrument.IsObservable ? value : _sums.GetValueOrDefault(name) + value;
                }
            });
            _listener.Start();
        }

        public long this[string name]
        {
            get
            {
                lock (_gate)
                {
                    return _sums.GetValueOrDefault(name);
                }
            }
        }

        public long Now(string name)
        {
            _listener.RecordObservableInstruments();
            return this[name];
        }

        public void Dispose() => _listener.Dispose();
    }
}
