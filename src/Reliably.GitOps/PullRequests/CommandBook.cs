namespace Reliably.GitOps.PullRequests;

/// <summary>The memory of commands, on disk before anything is done for one. Safe from any thread; one for each repository.</summary>
internal sealed class CommandBook
{
    private readonly Lock gate = new();
    private readonly string path;
    private CommandMemory memory;

    /// <param name="path">Its file.</param>
    public CommandBook(string path)
    {
        this.path = path;
        memory = File.Exists(path) ? CommandMemory.Read(File.ReadAllBytes(path)) : CommandMemory.Empty;
    }

    public RememberedCommand? Of(long comment)
    {
        lock (gate) return memory.Of(comment);
    }

    /// <summary>Whether the person had asked for too much before this command.</summary>
    public bool IsTooMuch(CommandComment comment)
    {
        lock (gate) return memory.IsTooMuch(comment.Author, comment.Id, comment.Written);
    }

    /// <summary>Takes a command that was not known, or passes it over.</summary>
    /// <exception cref="IOException">The disk does not take it: then it is not taken.</exception>
    public RememberedCommand Take(CommandComment comment, bool passOver)
    {
        var taken = new RememberedCommand(comment.Id, comment.Author, comment.Written, passOver ? CommandState.Settled : CommandState.Taken) { IsPassedOver = passOver };
        Save(taken);
        return taken;
    }

    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Save(RememberedCommand command)
    {
        lock (gate)
        {
            var next = memory.With(command);
            DurableFile.Replace(path, next.Write());
            memory = next;
        }
    }
}
