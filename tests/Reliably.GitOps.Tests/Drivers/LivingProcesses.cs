using System.ComponentModel;
using System.Diagnostics;

namespace Reliably.GitOps.Drivers;

/// <summary>Whether processes are gone. Waits for the event, and fails when it does not come.</summary>
internal static class LivingProcesses
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task ShouldEndAsync(params int[] ids)
    {
        using var limit = new CancellationTokenSource(Limit);
        foreach (var id in ids)
        {
            while (IsAlive(id))
            {
                limit.IsCancellationRequested.ShouldBeFalse($"process {id} is still alive");
                await Task.Delay(20);
            }
        }
    }

    public static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && !IsZombie(id);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>In a container nobody may reap an orphan: it is dead all the same.</summary>
    private static bool IsZombie(int id)
    {
        var file = $"/proc/{id}/stat";
        if (!File.Exists(file)) return false;
        try
        {
            var text = File.ReadAllText(file);
            return text[(text.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
