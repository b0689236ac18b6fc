using Sharencrypt.Protocol.Relay;
using Sharencrypt.Relay.Rooms;

namespace Sharencrypt.Relay.Tests.Rooms;

/// <summary>A peer that writes down what it is told.</summary>
internal sealed class RecordingPeer : IRoomPeer
{
    private readonly List<RelayControl> _told = [];

    public RelayCloseCode? ClosedWith { get; private set; }

    public void Post(RelayControl control) => _told.Add(control);

    public void End(RelayControl? last, RelayCloseCode code)
    {
        ClosedWith.Should().BeNull("a connection ends once");
        if (last is not null)
        {
            _told.Add(last);
        }

        ClosedWith = code;
    }

    /// <summary>What was told since the last question.</summary>
    public IReadOnlyList<RelayControl> Told()
    {
        RelayControl[] told = [.. _told];
        _told.Clear();
        return told;
    }
}
