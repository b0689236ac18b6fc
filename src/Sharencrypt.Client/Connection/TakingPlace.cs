using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Client.Connection;

/// <summary>The first words on a transport: the relay's welcome, and the way into the room.</summary>
internal static class TakingPlace
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    /// <summary>Hears the welcome, and enters.</summary>
    /// <param name="transport">A new one; stays the caller's.</param>
    /// <param name="entry">How to enter.</param>
    /// <param name="onWelcome">Told the welcome, before anything is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TransportLostException">The relay did not answer in time, or the transport broke.</exception>
    /// <exception cref="ShareException">The relay refused, or does not speak the protocol.</exception>
    public static async ValueTask<RelayControl.Entered> RunAsync(
        IRelayTransport transport, RoomEntry entry, Action<RelayControl.Welcome> onWelcome, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            if (await NextControlAsync(transport, both.Token).ConfigureAwait(false) is not RelayControl.Welcome welcome)
            {
                throw new RelayConnectionException(ShareErrorCode.RelayBroken, "The relay did not begin with a welcome.", "Update this program or the relay.");
            }

            onWelcome(welcome);
            return await entry.EnterAsync(Ask, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransportLostException($"The relay did not answer within {Bound.TotalSeconds:0} seconds.", inner: exception);
        }

        async ValueTask<RelayControl> Ask(ClientControl question)
        {
            await transport.SendAsync(FrameWriter.Control(question), both.Token).ConfigureAwait(false);
            while (true)
            {
                var answer = await NextControlAsync(transport, both.Token).ConfigureAwait(false);
                if (answer is RelayControl.Entered or RelayControl.Error)
                {
                    return answer;
                }
            }
        }
    }

    private static async ValueTask<RelayControl?> NextControlAsync(IRelayTransport transport, CancellationToken cancellationToken)
    {
        using var frame = FrameBuffer.Rent();
        frame.Length = await transport.ReceiveAsync(frame.Whole, cancellationToken).ConfigureAwait(false);
        if (FrameReader.ReadFromRelay(frame.Frame, frame.Length, out var header) != FrameError.None || header.Type != FrameType.Control)
        {
            return null;
        }

        RelayControl.TryParse(frame.Frame[RelayLimits.TypeBytes..], out var control);
        return control;
    }
}
