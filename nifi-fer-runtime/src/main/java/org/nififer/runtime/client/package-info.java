/**
 * What a program asks a NiFi server over its REST API: {@link org.nififer.runtime.client.NifiClient} sends the requests,
 * {@link org.nififer.runtime.client.ProcessGroups} uploads, starts and watches flows,
 * {@link org.nififer.runtime.client.ParameterContexts} changes parameters and
 * {@link org.nififer.runtime.client.Monitoring} tells what happens on the server.
 */
package org.nififer.runtime.client;
