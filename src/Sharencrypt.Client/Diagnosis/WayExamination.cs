using System.Globalization;
using Sharencrypt.Client.Connection;
using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Diagnosis;

/// <summary>Tries each transport for itself, and measures with the first that works.</summary>
internal sealed class WayExamination(Uri relay, HttpMessageInvoker http, TimeProvider time)
{
    private const int Pings = 5;
    private const int PayloadBytes = 128 * 1024;
    private const int MostPayloads = 64;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RateBound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly RelayErrors _errors = new(relay);
    private DoctorStep? _works;
    private TimeSpan? _clockDifference;

    /// <summary>Makes a connection one way and waits for the welcome.</summary>
    public Task<DoctorFinding> TryAsync(DoctorStep way, CancellationToken cancellationToken) => RunAsync(
        way,
        async bound =>
        {
            var transport = await OpenAsync(way, bound).ConfigureAwait(false);
            await using (transport.ConfigureAwait(false))
            {
                var isHeldBack = way == DoctorStep.HttpStreaming && transport is HttpTransport { Polls: true };
                _works ??= isHeldBack ? null : way;
                return isHeldBack
                    ? new DoctorFinding(way, DoctorOutcome.Failed, "Answers are held back until they are complete.", "Transfers go request by request instead, which is slower. A proxy on the way buffers; its operator can switch that off.")
                    : new DoctorFinding(way, DoctorOutcome.Ok, way == DoctorStep.WebSocket ? "Works: this is the way that is used." : "Works, should WebSocket not.");
            }
        },
        cancellationToken);

    /// <summary>The median of some pings.</summary>
    public Task<DoctorFinding> MeasureRoundTripAsync(CancellationToken cancellationToken) => MeasureAsync(
        DoctorStep.RoundTrip,
        async bound =>
        {
            var transport = await OpenAsync(_works!.Value, bound).ConfigureAwait(false); // MeasureAsync has seen to it.
            await using (transport.ConfigureAwait(false))
            {
                var took = new List<double>();
                for (var i = 0; i < Pings; i++)
                {
                    var began = time.GetTimestamp();
                    var ping = new byte[RelayLimits.PingFrameBytes];
                    FrameWriter.WritePing(ping, FrameType.Ping, (ulong)i);
                    await transport.SendAsync(ping, bound).ConfigureAwait(false);
                    await ReadAsync(transport, FrameType.Pong, bound).ConfigureAwait(false);
                    took.Add(time.GetElapsedTime(began).TotalMilliseconds);
                }

                return string.Create(CultureInfo.InvariantCulture, $"{took.Order().ElementAt(Pings / 2):0.0} ms there and back (median of {Pings}).");
            }
        },
        cancellationToken);

    /// <summary>Sends some megabytes from one connection to another in a room of its own; bounded in bytes and time.</summary>
    public Task<DoctorFinding> MeasureRateAsync(CancellationToken cancellationToken) => MeasureAsync(
        DoctorStep.Rate,
        async bound =>
        {
            var sender = await OpenAsync(_works!.Value, bound).ConfigureAwait(false); // MeasureAsync has seen to it.
            await using (sender.ConfigureAwait(false))
            {
                var receiver = await OpenAsync(_works.Value, bound).ConfigureAwait(false);
                await using (receiver.ConfigureAwait(false))
                {
                    return await MeasureRateAsync(sender, receiver, bound).ConfigureAwait(false);
                }
            }
        },
        cancellationToken);

    /// <summary>What the relay's welcome said about the time.</summary>
    public DoctorFinding CompareClocks()
    {
        if (_clockDifference is not { } difference)
        {
            return new DoctorFinding(DoctorStep.Clock, DoctorOutcome.Skipped, "The relay could not be asked.");
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"This machine's clock is {difference.Duration().TotalSeconds:0.0} s {(difference < TimeSpan.Zero ? "behind" : "ahead of")} the relay's.");
        return difference.Duration() < ClockTolerance
            ? new DoctorFinding(DoctorStep.Clock, DoctorOutcome.Ok, text)
            : new DoctorFinding(DoctorStep.Clock, DoctorOutcome.Failed, text, "Set the clock: certificates may seem invalid otherwise. Transfers work all the same.");
    }

    private async Task<string> MeasureRateAsync(IRelayTransport sender, IRelayTransport receiver, CancellationToken cancellationToken)
    {
        using var entry = RoomEntry.Host(null, time);
        var entered = await entry.EnterAsync(question => AskAsync(sender, question, cancellationToken), cancellationToken).ConfigureAwait(false);
        using var joining = RoomEntry.Guest(entered.Room, time);
        await joining.EnterAsync(question => AskAsync(receiver, question, cancellationToken), cancellationToken).ConfigureAwait(false);
        var frame = new byte[RelayLimits.DataHeaderBytes + PayloadBytes];
        FrameWriter.WriteDataHeader(frame, SlotSet.Of(1));
        var began = time.GetTimestamp();
        using var over = new CancellationTokenSource(RateBound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        var sending = SendAsync(sender, frame, both.Token);
        var received = 0;
        try
        {
            for (; received < MostPayloads; received++)
            {
                await ReadAsync(receiver, FrameType.Data, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && received > 0)
        {
            // A slow network: what came by now tells enough.
        }

        var seconds = Math.Max(time.GetElapsedTime(began).TotalSeconds, 0.001);
        sender.Abort();
        await sending.ConfigureAwait(false);
        return $"{ByteText.Of((long)(received * (double)PayloadBytes / seconds))}/s up to the relay and down again at the same time ({ByteText.Of((long)received * PayloadBytes)}).";
    }

    private static async Task SendAsync(IRelayTransport sender, byte[] frame, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < MostPayloads; sent++)
            {
                await sender.SendAsync(frame, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is TransportLostException or OperationCanceledException)
        {
            // The time is over.
        }
    }

    private async ValueTask<IRelayTransport> OpenAsync(DoctorStep way, CancellationToken cancellationToken)
    {
        IRelayTransport transport = way == DoctorStep.WebSocket
            ? await new WebSocketConnector(relay, http, time).ConnectAsync(cancellationToken).ConfigureAwait(false)
            : await new HttpConnector(relay, http, time).ConnectAsync(polls: way == DoctorStep.HttpPolling, cancellationToken).ConfigureAwait(false);
        try
        {
            var frame = await ReadAsync(transport, FrameType.Control, cancellationToken).ConfigureAwait(false);
            RelayControl.TryParse(frame.AsSpan(RelayLimits.TypeBytes), out var control);
            if (control is RelayControl.Welcome welcome)
            {
                _clockDifference = time.GetUtcNow() - welcome.Time;
                return transport;
            }

            throw new TransportLostException("The relay did not begin with a welcome.");
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<RelayControl> AskAsync(IRelayTransport transport, ClientControl question, CancellationToken cancellationToken)
    {
        await transport.SendAsync(FrameWriter.Control(question), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var frame = await ReadAsync(transport, FrameType.Control, cancellationToken).ConfigureAwait(false);
            RelayControl.TryParse(frame.AsSpan(RelayLimits.TypeBytes), out var control);
            if (control is RelayControl.Entered or RelayControl.Error)
            {
                return control;
            }
        }
    }

    private static async ValueTask<byte[]> ReadAsync(IRelayTransport transport, FrameType type, CancellationToken cancellationToken)
    {
        using var frame = FrameBuffer.Rent();
        do
        {
            frame.Length = await transport.ReceiveAsync(frame.Whole, cancellationToken).ConfigureAwait(false);
        }
        while (frame.Frame[0] != (byte)type);
        return type == FrameType.Control ? frame.Frame.ToArray() : [];
    }

    private Task<DoctorFinding> MeasureAsync(DoctorStep step, Func<CancellationToken, Task<string>> measure, CancellationToken cancellationToken) => _works is null
        ? Task.FromResult(new DoctorFinding(step, DoctorOutcome.Skipped, "No way to the relay works."))
        : RunAsync(step, async bound => new DoctorFinding(step, DoctorOutcome.Ok, await measure(bound).ConfigureAwait(false)), cancellationToken);

    private async Task<DoctorFinding> RunAsync(DoctorStep step, Func<CancellationToken, Task<DoctorFinding>> look, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await look(both.Token).ConfigureAwait(false);
        }
        catch (ShareException exception)
        {
            return new DoctorFinding(step, DoctorOutcome.Failed, exception.Message, exception.NextStep);
        }
        catch (TransportLostException exception)
        {
            var explained = _errors.OfNetwork(exception);
            return new DoctorFinding(step, DoctorOutcome.Failed, explained.Message, "Something on the way cuts this kind of connection.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DoctorFinding(step, DoctorOutcome.Failed, $"Nothing came within {Bound.TotalSeconds:0} s.", "Something on the way holds this kind of connection up.");
        }
    }
}
