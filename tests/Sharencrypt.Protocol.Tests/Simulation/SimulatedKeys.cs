using Sharencrypt.Protocol.Sealing;

namespace Sharencrypt.Protocol.Tests.Simulation;

/// <summary>The keys of a session, without the costs of a handshake.</summary>
internal static class SimulatedKeys
{
    public static SessionKeys Session()
    {
        var secret = new byte[KeySchedule.KeyBytes];
        Array.Fill(secret, (byte)7);
        return new SessionKeys(SecretBytes.Own(secret));
    }
}
