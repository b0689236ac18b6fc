namespace Sharencrypt.Client.Connection;

/// <summary>A frame that waits for its turn.</summary>
/// <param name="Frame">Header and payload.</param>
/// <param name="Passed">Told when it was handed to the connection, or is lost; null for nobody.</param>
internal readonly record struct PostedFrame(byte[] Frame, TaskCompletionSource? Passed);
