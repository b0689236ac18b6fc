using Sharencrypt.Protocol.Relay;

namespace Sharencrypt.Relay.Connections;

/// <content>Log messages 1000 to 1099.</content>
internal sealed partial class PeerConnection
{
    [LoggerMessage(1000, LogLevel.Debug, "A connection was lost: {Cause}")]
    private static partial void LogLost(ILogger logger, string cause);

    [LoggerMessage(1001, LogLevel.Debug, "A client broke the WebSocket rules: {Violation}")]
    private static partial void LogViolation(ILogger logger, WebSocketViolation violation);

    [LoggerMessage(1002, LogLevel.Debug, "A client sent a bad frame: {Error}")]
    private static partial void LogBadFrame(ILogger logger, FrameError error);

    [LoggerMessage(1003, LogLevel.Debug, "A client sent a bad control message: {Error}")]
    private static partial void LogBadControl(ILogger logger, ControlError error);
}
