using System.Diagnostics;
using System.Globalization;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>What the kernel says of a process's resident memory, in MiB.</summary>
internal static class ProcessMemory
{
    /// <summary>Now; 0 when the process is gone.</summary>
    public static double ResidentMebibytes(Process process) => Read(process, "VmRSS:");

    /// <summary>The largest so far; 0 when the process is gone.</summary>
    public static double PeakMebibytes(Process process) => Read(process, "VmHWM:");

    private static double Read(Process process, string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
