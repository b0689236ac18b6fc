using Sharencrypt.Benchmarks.Transfers;

namespace Sharencrypt.Benchmarks.Rows;

/// <summary>One file, beside scp to a server of its own: straight, without a relay.</summary>
internal static class ScpRow
{
    public static BenchRow Create(BenchOptions options) => new(
        "file-scp", $"{Text.Size(options.Bytes)} file: our rate / scp's, without a relay", Goal.AtLeast(1.5), ["scp", "ssh-keygen", "sshd"], RunAsync);

    private static async Task<IReadOnlyList<Figure>> RunAsync(Stage stage)
    {
        var file = await stage.Place.FileAsync(stage.Options.Bytes);
        var relay = await stage.StartRelayAsync();
        var server = await SshServer.StartAsync(stage);
        var pairs = await stage.PairsAsync(() => stage.SendAsync(relay, file), () => server.CopyAsync(file));
        return [Figures.Rate(pairs, "scp -c aes256-gcm@openssh.com")];
    }

    /// <summary>A server for this one user, with keys made for it alone. Nothing of the person's own configuration is read.</summary>
    private sealed class SshServer(Stage stage, string folder, int port)
    {
        public static async Task<SshServer> StartAsync(Stage stage)
        {
            var folder = Directory.CreateDirectory(Path.Combine(stage.Place.Folder, "ssh")).FullName;
            var port = Ports.Free();
            await Shell.RunAsync($"ssh-keygen -q -t ed25519 -N '' -f '{folder}/host' && ssh-keygen -q -t ed25519 -N '' -f '{folder}/user'");
            var hostKey = (await File.ReadAllTextAsync(Path.Combine(folder, "host.pub"))).Trim();
            await File.WriteAllTextAsync(Path.Combine(folder, "known_hosts"), $"[127.0.0.1]:{port} {hostKey}\n");
            await File.WriteAllTextAsync(Path.Combine(folder, "sshd_config"), Config(folder, port));
            if (Environment.IsPrivilegedProcess)
            {
                Directory.CreateDirectory("/run/sshd"); // Its service would have made it; started by root, it insists.
            }

            var process = stage.Shell.Start($"'{Tools.Find("sshd")}' -D -e -f '{folder}/sshd_config'");
            await Ports.ReachableAsync(process, port);
            return new SshServer(stage, folder, port);
        }

        /// <returns>Seconds.</returns>
        public async Task<double> CopyAsync(string file)
        {
            var target = stage.Place.NewTarget();
            var seconds = await Timing.SecondsAsync(() => Shell.FinishAsync(stage.Shell.Start(
                $"scp -q -F none -c aes256-gcm@openssh.com -P {port} -i '{folder}/user' -o IdentitiesOnly=yes -o BatchMode=yes"
                + $" -o 'UserKnownHostsFile={folder}/known_hosts' '{file}' '{Environment.UserName}@127.0.0.1:{target}/file'")));
            Place.CheckArrived(file, target);
            return seconds;
        }

        private static string Config(string folder, int port) => $"""
            ListenAddress 127.0.0.1:{port}
            HostKey {folder}/host
            AuthorizedKeysFile {folder}/user.pub
            PidFile none
            LogLevel ERROR
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            Subsystem sftp internal-sftp

            """;
    }
}
