using TechTransfer.Hosting;

return await ServiceHost.RunAsync(args);
