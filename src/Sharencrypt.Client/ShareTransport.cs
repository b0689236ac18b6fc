namespace Sharencrypt.Client;

/// <summary>How the relay is reached.</summary>
public enum ShareTransport
{
    /// <summary>By WebSocket, as usual.</summary>
    WebSocket,

    /// <summary>Over plain HTTP: something on this network blocks WebSocket.</summary>
    HttpStreaming,

    /// <summary>Over plain HTTP, request by request: something on this network also holds answers back until they are complete.</summary>
    HttpPolling,
}
